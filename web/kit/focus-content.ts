/**
 * Moves the focus to the content of the page: to a new view, or from an element that disappears. The
 * page shows its top, with the links to the other views.
 */
export function focusContent(): void {
  document.querySelector('main')?.focus({ preventScroll: true })
  scrollTo(0, 0)
}
