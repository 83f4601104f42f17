import { useEffect, useRef } from 'preact/hooks'

/** Moves the focus to the content of the page, from an element that disappears. */
export function focusContent(): void {
  document.querySelector('main')?.focus()
}

/** Moves the focus to the content when the element that had it has disappeared with a change. */
export function useFocus(place: string): void {
  const isFirst = useRef(true)
  useEffect(() => {
    if (!isFirst.current && document.activeElement === document.body) focusContent()
    isFirst.current = false
  }, [place])
}
