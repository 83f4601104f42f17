/** A related record, with the address of its page. */
export interface Link {
  readonly name: string
  readonly href?: string | undefined
}

/** Returns the address of the page of a record, by its URL in the API. */
export function recordHref(url: unknown): string | undefined {
  const [, resource, id] = /\/(\w+)\/v1\/(\d+)$/.exec(String(url)) ?? []
  return resource && `#/browse/${resource}/${id}`
}

/** Returns the records of a relation: embedded ones, or URLs. */
export function linksOf(value: unknown): Link[] {
  return [value ?? []].flat().map((item) => {
    if (typeof item !== 'object') return { name: String(item), href: recordHref(item) }
    const { url, title, name } = item as Readonly<Record<string, unknown>>
    return { name: String(title ?? name ?? url), href: recordHref(url) }
  })
}

const isRange = (value: object): value is { min: number; max: number } =>
  'min' in value && 'max' in value

/** Returns a value as text; null if it is unknown. */
export function textOf(value: unknown): string | null {
  if (value === null) return null
  if (value === undefined) return ''
  if (typeof value === 'number') return value.toLocaleString('en', { maximumFractionDigits: 20 })
  if (Array.isArray(value)) return value.map(textOf).join(', ') || 'none'
  if (typeof value !== 'object') return String(value)
  if (!isRange(value)) return JSON.stringify(value)
  const [min, max] = [textOf(value.min), textOf(value.max)]
  return min === max ? min : `${min}–${max}`
}
