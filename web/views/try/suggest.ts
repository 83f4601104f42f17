import { type ApiSummary, findOperation, type Operation } from './summarize.js'

export interface Suggestion {
  /** What replaces the part of the text. */
  readonly text: string
  readonly label: string
  readonly description: string
}

/** Suggestions for the part of a text from `from` to `to`. */
export interface Suggestions {
  readonly from: number
  readonly to: number
  readonly items: readonly Suggestion[]
}

/** Puts what begins with the typed text first, and what only contains it after that. */
function match<Item>(items: readonly Item[], typed: string, textOf: (item: Item) => string) {
  const wanted = typed.toLowerCase()
  const lower = (item: Item) => textOf(item).toLowerCase()
  const begin = items.filter((item) => lower(item).startsWith(wanted))
  const contain = items.filter((item) => !begin.includes(item) && lower(item).includes(wanted))
  return wanted === '' ? begin : [...begin, ...contain]
}

/** Fills the parts in braces: with what was typed, or with their examples. */
function fill({ path, parts }: Operation, typed: string): string {
  const own = typed.split('/')
  return path
    .split('/')
    .map((part, i) => (part.startsWith('{') ? own[i] || parts[part.slice(1, -1)] || part : part))
    .join('/')
}

/** The path of an operation, with its parts in braces as they were typed. */
function asTyped({ path }: Operation, typed: string): string {
  const own = typed.split('/')
  const parts = path.split('/')
  return parts.map((part, i) => (part.startsWith('{') ? own[i] || part : part)).join('/')
}

function suggestPaths({ operations }: ApiSummary, method: string, typed: string): Suggestion[] {
  const wanted = method === 'HEAD' ? 'GET' : method
  const own = operations.filter((one) => one.method === wanted)
  return match(own, typed, (one) => asTyped(one, typed))
    .map((one) => ({ text: fill(one, typed), label: one.path, description: one.summary }))
    .filter(({ text }) => text !== typed)
}

/** Shortens a description to its first clause. */
const shorten = (text: string) => text.replaceAll('`', '').split(/[.;] /, 1)[0] ?? ''

/**
 * Suggests names up to the next bracket: first `filter[`, then `filter[title][`, then
 * `filter[title][eq]=`.
 */
function suggestNames(operation: Operation, typed: string, used: readonly string[]): Suggestion[] {
  const open = operation.parameters.filter(({ name }) => !used.includes(name))
  const found = new Map<string, Set<string>>()
  for (const { name, description, group } of match(open, typed, (one) => one.name)) {
    const begins = name.toLowerCase().startsWith(typed.toLowerCase())
    const end = begins ? name.indexOf('[', typed.length) + 1 : 0
    const text = end > 0 ? name.slice(0, end) : `${name}=`
    const descriptions = found.get(text) ?? new Set()
    found.set(text, descriptions.add(shorten(end > 0 ? group : description)))
  }
  return [...found].map(([text, [description = '', ...others]]) => ({
    text,
    label: text,
    description: others.length === 0 ? description : `${others.length + 1} members`
  }))
}

/** Returns a part of a query as it was meant; as it is if its encoding is broken. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function suggestValues(operation: Operation, name: string, typed: string): Suggestions {
  const parameter = operation.parameters.find((one) => one.name === decode(name))
  const { values = [], isList = false } = parameter ?? {}
  const from = isList ? typed.lastIndexOf(',') + 1 : 0
  const used = typed.slice(0, from).split(',')
  const open = values.filter((value) => !used.includes(value))
  const items = match(open, typed.slice(from), (value) => value)
    .filter((value) => value !== typed.slice(from))
    .map((value) => ({ text: value, label: value, description: '' }))
  return { from, to: typed.length, items }
}

/** Suggests what can stand at the cursor of a path with its query. */
export function suggest(
  summary: ApiSummary,
  method: string,
  text: string,
  cursor: number
): Suggestions {
  const question = text.indexOf('?')
  if (question < 0 || cursor <= question) {
    const to = question < 0 ? text.length : question
    const path = text.slice(0, to)
    const typed = text.slice(0, cursor)
    const items = suggestPaths(summary, method, typed)
    const exact = question < 0 && cursor === to && findOperation(summary, method, path)
    const names = exact ? suggestNames(exact, '', []) : []
    const queries = names.map((one) => ({ ...one, text: `${path}?${one.text}` }))
    return { from: 0, to, items: [...queries, ...items] }
  }
  const operation = findOperation(summary, method, text.slice(0, question))
  if (!operation) return { from: cursor, to: cursor, items: [] }
  const start = Math.max(text.lastIndexOf('&', cursor - 1), question) + 1
  const next = text.indexOf('&', cursor)
  const end = next < 0 ? text.length : next
  const [name = ''] = text.slice(start, end).split('=')
  const equals = start + name.length
  if (cursor > equals) {
    const values = suggestValues(operation, name, text.slice(equals + 1, cursor))
    return { from: equals + 1 + values.from, to: cursor, items: values.items }
  }
  const pairs = text.slice(question + 1).split('&')
  const used = pairs.map((pair) => decode(pair.split('=', 1)[0] ?? ''))
  const typed = text.slice(start, cursor)
  // The name at the cursor is still open.
  const others = used.filter((one) => one !== decode(name))
  const to = text[equals] === '=' ? equals + 1 : equals
  return { from: start, to, items: suggestNames(operation, decode(typed), others) }
}
