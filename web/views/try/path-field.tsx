import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { address } from '../../address.js'
import { type Suggestion, suggest } from './suggest.js'
import type { ApiSummary } from './summarize.js'

interface Props {
  readonly value: string
  readonly method: string
  readonly summary: ApiSummary | null
  onInput(value: string): void
  onFocus(): void
  onBlur(): void
}

const none = { from: 0, to: 0, items: [] as readonly Suggestion[] }

/** The path of the request: a combobox (WAI-ARIA APG) whose list completes the text at the cursor. */
export function PathField({ value, method, summary, onInput, onFocus, onBlur }: Props) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const nextCursor = useRef<number | null>(null)
  const [cursor, setCursor] = useState(value.length)
  const [isOpen, setIsOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const { from, to, items } = summary && isOpen ? suggest(summary, method, value, cursor) : none
  const isShown = items.length > 0

  // A request of a link or of the history replaces the text, and wants no suggestions.
  useEffect(close, [address.value.query.get('request')])

  useLayoutEffect(() => {
    if (nextCursor.current === null) return
    input.current?.setSelectionRange(nextCursor.current, nextCursor.current)
    nextCursor.current = null
  }, [value])

  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const readCursor = () => setCursor(input.current?.selectionStart ?? 0)
  function close() {
    setIsOpen(false)
    setActive(-1)
  }
  function take({ text }: Suggestion) {
    const end = from + text.length
    nextCursor.current = end
    onInput(value.slice(0, from) + text + value.slice(to))
    setCursor(end)
    setActive(-1)
  }
  function move(step: number) {
    readCursor()
    setIsOpen(true)
    // One place more than items: the last step leads back to the text.
    const places = items.length + 1
    if (isShown) setActive(((active + 1 + step + places) % places) - 1)
  }
  function onKeyDown(event: KeyboardEvent) {
    const item = items[active]
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
      move(event.key === 'ArrowDown' ? 1 : -1)
    else if (event.key === 'Escape' && isOpen) close()
    else if (item && (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey))) take(item)
    else {
      if (event.key === 'Enter') close()
      return
    }
    event.preventDefault()
  }

  return (
    <div class="path-field">
      <label for={id}>Path</label>
      <input
        ref={input}
        id={id}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-activedescendant={items[active] && `${id}-${active}`}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={value}
        onInput={({ currentTarget }) => {
          onInput(currentTarget.value)
          readCursor()
          setIsOpen(true)
          setActive(-1)
        }}
        onKeyDown={onKeyDown}
        onKeyUp={readCursor}
        onClick={readCursor}
        onFocus={onFocus}
        onBlur={() => {
          close()
          onBlur()
        }}
      />
      <div
        id={`${id}-list`}
        class="suggestions"
        role="listbox"
        aria-label="Suggestions"
        hidden={!isShown}
      >
        {items.map((item, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the input select it
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input
          <div
            key={item.text}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === active}
            // The input keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(item)}
          >
            <code>{item.label}</code> <span class="fine">{item.description}</span>
          </div>
        ))}
      </div>
      <span class="visually-hidden" aria-live="polite">
        {isShown && `${items.length} suggestions`}
      </span>
    </div>
  )
}
