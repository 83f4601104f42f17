import { useEffect, useState } from 'preact/hooks'

/** The unsent values of a form. They follow the given ones, which also Back and Forward change. */
export function useDraft<Name extends string>(given: Readonly<Record<Name, string>>) {
  const [draft, setDraft] = useState(given)
  useEffect(() => setDraft(given), [JSON.stringify(given)])
  const change = (name: Name) => (value: string) => setDraft((old) => ({ ...old, [name]: value }))
  return [draft, change] as const
}
