/** The focused element with its ancestors. */
let path: readonly Element[] = []

function ancestorsOf(element: Element, root: Element): Element[] {
  const found: Element[] = []
  for (let one: Element | null = element; one && one !== root; one = one.parentElement) {
    found.push(one)
  }
  return found
}

/**
 * Where an element disappears that has the focus, as a form that was sent, the focus goes to what
 * surrounded it, so that the keyboard and screen readers go on from there. A view may choose better.
 */
export function keepFocus(root: Element): void {
  document.addEventListener('focusin', ({ target }) => {
    path = ancestorsOf(target as Element, root)
  })
  document.addEventListener('focusout', ({ target }) => {
    // An element that could keep the focus has lost it to nothing, as by a click beside it.
    queueMicrotask(() => {
      const element = target as Element
      const isGone = !element.isConnected || element.matches(':disabled')
      if (!isGone && document.activeElement === document.body) path = []
    })
  })
  new MutationObserver(() => {
    const [focused] = path
    if (!focused || focused.isConnected || document.activeElement !== document.body) return
    const place = path.find((one) => one.isConnected) ?? root.querySelector('main')
    path = []
    if (!(place instanceof HTMLElement)) return
    if (place.tabIndex < 0) place.tabIndex = -1
    place.focus({ preventScroll: true })
  }).observe(root, { childList: true, subtree: true })
}
