import { useMemo, useState } from 'preact/hooks'
import type { AnswerLink } from './answer-link.js'
import { Button } from './button.js'
import './json-view.css'

interface Shared {
  /** Returns the link in a text; null if it is none. */
  readonly linkOf?: ((text: string) => AnswerLink | null) | undefined
}

/** What may still open by itself. */
interface Budget {
  left: number
}

interface NodeProps extends Shared {
  readonly budget: Budget
  readonly value: unknown
  /** The name of the member; undefined in a list. */
  readonly name?: string | undefined
  readonly isLast: boolean
  readonly depth: number
  readonly position: number
}

/** How many entries of a list or an object are shown at first, and with each step. */
const step = 100
/** What is shown open at first: the outer levels, and small objects below them. */
const openDepth = 3
const small = 6
const openItems = 10
/** Deeper levels open by hand only: the stack of the renderer is finite. */
const maxDepth = 12
/** How many entries one answer opens by itself: a hostile answer must not freeze the page. */
const maxEntries = 2000

/** A text by which a collapsed object is recognised: its first one, as its name. */
function recognise(value: object): string {
  if (Array.isArray(value)) return ''
  const text = Object.values(value).find((one) => typeof one === 'string')
  return text === undefined ? '' : ` ${JSON.stringify(text.slice(0, 40))}`
}

function Text({ text, linkOf }: Shared & { text: string }) {
  const link = linkOf?.(text)
  const quoted = JSON.stringify(text)
  if (!link) return <span class="json-string">{quoted}</span>
  if (!link.isForeign) return <a href={link.href}>{quoted}</a>
  return (
    <a href={link.href} rel="noreferrer">
      {quoted}
    </a>
  )
}

function Scalar({ value, linkOf }: Shared & { value: unknown }) {
  if (typeof value === 'string') return <Text text={value} linkOf={linkOf} />
  const kind = typeof value === 'number' ? 'number' : 'literal'
  return <span class={`json-${kind}`}>{JSON.stringify(value)}</span>
}

const Name = ({ name }: { name: string | undefined }) =>
  name === undefined ? null : (
    <>
      <span class="json-name">{JSON.stringify(name)}</span>:{' '}
    </>
  )

function Node({ value, name, isLast, depth, position, budget, linkOf }: NodeProps) {
  const isContainer = typeof value === 'object' && value !== null
  const entries = isContainer ? Object.entries(value) : []
  const [isOpen, setIsOpen] = useState(() => {
    const isWanted = depth < openDepth || (depth < maxDepth && entries.length <= small)
    if (!isWanted || position >= openItems || budget.left <= 0) return false
    budget.left -= Math.min(entries.length, step)
    return true
  })
  const [shown, setShown] = useState(step)
  const comma = isLast ? '' : ','
  if (!isContainer || entries.length === 0) {
    return (
      <li>
        <Name name={name} />
        {isContainer ? JSON.stringify(value) : <Scalar value={value} linkOf={linkOf} />}
        {comma}
      </li>
    )
  }
  const isList = Array.isArray(value)
  const [open, close] = isList ? '[]' : '{}'
  const count = `${entries.length} ${isList ? 'item' : 'member'}${entries.length === 1 ? '' : 's'}`
  return (
    <li>
      <button
        type="button"
        class="json-toggle"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Name name={name} />
        {open}
        {!isOpen && (
          <>
            <span class="json-count">
              {' '}
              {count}
              {recognise(value)}{' '}
            </span>
            {close}
            {comma}
          </>
        )}
      </button>
      {isOpen && (
        <>
          <ul>
            {entries.slice(0, shown).map(([key, inner], i) => (
              <Node
                key={key}
                value={inner}
                name={isList ? undefined : key}
                isLast={i === entries.length - 1}
                depth={depth + 1}
                position={isList ? i : 0}
                budget={budget}
                linkOf={linkOf}
              />
            ))}
          </ul>
          {entries.length > shown && (
            <Button look="link" onClick={() => setShown(shown + step)}>
              Show {Math.min(step, entries.length - shown)} more of {entries.length}
            </Button>
          )}
          {close}
          {comma}
        </>
      )}
    </li>
  )
}

/** JSON with colours, and with objects and lists that can be collapsed. All of it is text. */
export function JsonView({ value, linkOf }: Shared & { readonly value: unknown }) {
  const budget = useMemo<Budget>(() => ({ left: maxEntries }), [value])
  return (
    // A region that scrolls must be reachable with the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section class="json" aria-label="JSON" tabIndex={0}>
      <ul>
        <Node value={value} isLast depth={0} position={0} budget={budget} linkOf={linkOf} />
      </ul>
    </section>
  )
}
