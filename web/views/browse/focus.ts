import { useEffect, useRef } from 'preact/hooks'
import { focusContent } from '../../kit/focus-content.js'

/** Moves the focus to the content when the element that had it has disappeared with a change. */
export function useFocus(place: string): void {
  const isFirst = useRef(true)
  useEffect(() => {
    if (!isFirst.current && document.activeElement === document.body) focusContent()
    isFirst.current = false
  }, [place])
}
