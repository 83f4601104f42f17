import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../../kit/button.js'
import { linksOf } from './values.js'

/** Related records by name. Shows `most` of them at first. */
export function RelationLinks({ value, most = Infinity }: { value: unknown; most?: number }) {
  const [isOpen, setIsOpen] = useState(false)
  const list = useRef<HTMLUListElement>(null)
  // The button has disappeared: the focus goes to what it has brought.
  useEffect(() => {
    if (isOpen) list.current?.querySelectorAll('a')[most]?.focus()
  }, [isOpen])
  if (value === null) return <span class="unknown">unknown</span>
  const links = linksOf(value)
  if (links.length === 0) return <span class="unknown">none</span>
  // A button for a single record would take as much room as the record.
  const isShort = !isOpen && links.length > most + 1
  return (
    <ul class="relations" ref={list}>
      {links.slice(0, isShort ? most : undefined).map(({ name, href }) => (
        <li key={href ?? name}>{href ? <a href={href}>{name}</a> : name}</li>
      ))}
      {isShort && (
        <li>
          <Button look="link" onClick={() => setIsOpen(true)}>
            {links.length - most} more
          </Button>
        </li>
      )}
    </ul>
  )
}
