import { linkRecords } from '../../src/catalogue/link-records.js'
import { relations } from '../../src/catalogue/relations.js'
import { type Name, names, records } from './records.js'

/** The expected response of the service, by plain filter, sort and slice over the records. */
export type Item = { readonly id: number } & Readonly<Record<string, unknown>>

const linked = linkRecords(records)
export const itemsOf = (name: Name): readonly Item[] => linked[name]
export const findItem = (name: Name, id: number) =>
  itemsOf(name).find((item) => item.id === id) as Item
export const titleOf = (name: Name) => (name === 'films' ? 'title' : 'name')

/** The resource to which a member links. */
export function targetOf(name: Name, member: string): Name | undefined {
  const forth = relations.find(({ from, member: own }) => from === name && own === member)
  return forth?.to ?? relations.find(({ to, back }) => to === name && back === member)?.from
}

export type Kind = 'number' | 'text' | 'date' | 'list' | 'range' | 'link' | 'links'

/** The kind of a member, derived from the records. */
export function kindOf(name: Name, member: string): Kind {
  const values = itemsOf(name).map((item) => item[member])
  const known = values.find((value) => value !== null && [value].flat().length > 0)
  if (targetOf(name, member)) return Array.isArray(known) ? 'links' : 'link'
  if (Array.isArray(known)) return 'list'
  if (typeof known === 'string') return /^\d{4}-\d\d-\d\d$/.test(known) ? 'date' : 'text'
  return typeof known === 'number' ? 'number' : 'range'
}

/** Every member for filters and sorting. */
export const membersOf = (name: Name) =>
  Object.keys(itemsOf(name)[0] as Item).filter((member) => member !== 'raw')

export const everyMember = names.flatMap((name) =>
  membersOf(name).map((member) => ({ name, member, kind: kindOf(name, member) }))
)

const english = new Intl.Collator('en', { sensitivity: 'base' })
/** Removes case, marks and invisible characters. */
export const plain = (text: unknown) =>
  [...String(text).toLowerCase().normalize('NFD')]
    .filter((one) => !/[\p{M}\p{Cf}]/u.test(one))
    .join('')

/** Texts are equal only if their plain forms are equal. */
function compareTexts(a: unknown, b: unknown): number {
  const [one, other] = [plain(a), plain(b)]
  return english.compare(one, other) || (one < other ? -1 : Number(one > other))
}

interface Range {
  readonly min: number
  readonly max: number
}

function compare(kind: Kind, a: unknown, b: unknown): number {
  if (kind === 'text' || kind === 'list') return compareTexts(a, b)
  if (kind === 'links') return (a as unknown[]).length - (b as unknown[]).length
  if (kind === 'date') return String(a) < String(b) ? -1 : Number(String(a) > String(b))
  if (kind !== 'range') return Number(a) - Number(b)
  return (a as Range).min - (b as Range).min || (a as Range).max - (b as Range).max
}

function equals(kind: Kind, value: unknown, text: string): boolean {
  if (text === 'null' && kind !== 'links') return value === null
  if (value === null) return false
  if (kind === 'text') return plain(value) === plain(text)
  if (kind === 'date') return value === text
  if (kind === 'list') return (value as string[]).map(plain).includes(plain(text))
  if (kind === 'links') return (value as number[]).includes(Number(text))
  if (kind !== 'range') return value === Number(text)
  return (value as Range).min <= Number(text) && Number(text) <= (value as Range).max
}

function isLess(kind: Kind, value: unknown, text: string, orEqual: boolean): boolean {
  const least = kind === 'range' ? (value as Range).min : value
  const order = compare(kind === 'range' ? 'number' : kind, least, text)
  return order < 0 || (orEqual && order === 0)
}

function isGreater(kind: Kind, value: unknown, text: string, orEqual: boolean): boolean {
  const greatest = kind === 'range' ? (value as Range).max : value
  const order = compare(kind === 'range' ? 'number' : kind, greatest, text)
  return order > 0 || (orEqual && order === 0)
}

/** Writes an item for a comma-separated list. */
export const quoted = (item: string) =>
  /[",]/.test(item) ? `"${item.replaceAll('"', '""')}"` : item

/** Parses a comma-separated list character by character, without the code of the service. */
function itemsIn(list: string): string[] {
  const items = ['']
  let isQuoted = false
  for (let i = 0; i < list.length; i++) {
    if (list[i] === '"' && isQuoted && list[i + 1] === '"') items.push(`${items.pop()}${list[++i]}`)
    else if (list[i] === '"') isQuoted = !isQuoted
    else if (list[i] === ',' && !isQuoted) items.push('')
    else items.push(`${items.pop()}${list[i]}`)
  }
  return items
}

export function passes(kind: Kind, value: unknown, operator: string, text: string): boolean {
  if (operator === 'eq') return equals(kind, value, text)
  if (operator === 'ne') return !equals(kind, value, text)
  if (operator === 'in') return itemsIn(text).some((one) => equals(kind, value, one))
  if (value === null) return false
  if (operator[0] === 'l') return isLess(kind, value, text, operator === 'lte')
  return isGreater(kind, value, text, operator === 'gte')
}

export function sorted(name: Name, member: string, order: 'asc' | 'desc'): readonly Item[] {
  const kind = kindOf(name, member)
  const items = itemsOf(name).toSorted((a, b) => a.id - b.id)
  const known = items.filter((item) => item[member] !== null)
  const unknown = items.filter((item) => item[member] === null)
  const sign = order === 'asc' ? 1 : -1
  return [...known.toSorted((a, b) => sign * compare(kind, a[member], b[member])), ...unknown]
}

export const contains = (name: Name, item: Item, text: string) =>
  plain(item[titleOf(name)]).includes(plain(text))

/** Options that add plain members. Each other option has the name of its only member. */
const attributes = ['height_cm', 'mass_kg', 'eye_color', 'hair_color', 'skin_color']

export function optionOf(name: Name, member: string): string | undefined {
  if (name === 'characters' && attributes.includes(member)) return 'attributes'
  const isList = member !== 'homeworld' && targetOf(name, member) !== undefined
  return isList || member === 'raw' ? member : undefined
}

export interface Told {
  readonly options?: readonly string[]
  readonly fields?: readonly string[]
  readonly expand?: readonly string[]
}

/** An expected item, with its members in no particular order. */
export function present(name: Name, item: Item, { options = [], fields, expand = [] }: Told) {
  const url = (target: Name, id: number) => `/${target}/v1/${id}`
  const all: Record<string, unknown> = { ...item, url: url(name, item.id) }
  const isTold = (member: string): boolean => {
    if (fields && !fields.includes(member)) return false
    const option = optionOf(name, member)
    return !option || fields !== undefined || options.includes(option) || expand.includes(member)
  }
  const value = (member: string): unknown => {
    const target = targetOf(name, member)
    const whole = all[member] as number | number[] | null
    if (target === undefined || whole === null) return whole
    const tell = (id: number): unknown =>
      expand.includes(member) ? present(target, findItem(target, id), {}) : url(target, id)
    return Array.isArray(whole) ? whole.map(tell) : tell(whole)
  }
  const told = Object.keys(all).filter(isTold)
  return Object.fromEntries(told.map((member) => [member, value(member)]))
}
