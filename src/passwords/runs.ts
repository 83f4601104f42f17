/** Rows that fingers and memories run along, in either direction; without separators. */
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  // Keyboards, by rows and by columns.
  '!#$%^&*()',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  ...['1qaz', '2wsx', '3edc', '4rfv', '5tgb', '6yhn', '7ujm', '1qay', '6zhn'],
  // The same of other scripts.
  'αβγδεζηθικλμνξοπρστυφχψω',
  'абвгдежзийклмнопрстуфхцчшщъыьэюя',
  'йцукенгшщзхъ',
  'фывапролджэ',
  'ячсмитьбю'
]

type Row = ReadonlyMap<string, number>
const placesIn = (row: string): Row =>
  new Map([...row].map((character, place) => [character, place]))

/** After 9 comes 0, and after that 1 again. */
const digits = placesIn('1234567890')

/** The rows that a character stands in. */
const rowsOf = new Map<string, Row[]>()
for (const row of [digits, ...rows.map(placesIn)]) {
  for (const character of row.keys()) {
    rowsOf.set(character, [...(rowsOf.get(character) ?? []), row])
  }
}

/** How many characters a run has, and how many of them before one is repeated. */
export interface Run {
  readonly length: number
  readonly strictLength: number
}

/** How far a text goes along a row from one of its characters; a step may be repeated. */
function runAlong(row: Row, step: 1 | -1, characters: readonly string[], from: number): Run {
  let place = row.get(characters[from] as string)
  let to = from
  let strictEnd: number | undefined
  while (place !== undefined) {
    to++
    const next = row.get(characters[to] as string)
    const neighbour = place + step
    const isNext = next === neighbour || (row === digits && next === (neighbour + 10) % 10)
    if (!isNext) strictEnd ??= to
    place = next === place || isNext ? next : undefined
  }
  return { length: to - from, strictLength: (strictEnd ?? to) - from }
}

/** The longest run from a character on: along the alphabet, the digits or the keyboard, in one direction. */
export function runFrom(characters: readonly string[], from: number): Run {
  let [length, strictLength] = [1, 1]
  for (const row of rowsOf.get(characters[from] as string) ?? []) {
    for (const step of [1, -1] as const) {
      const run = runAlong(row, step, characters, from)
      length = Math.max(length, run.length)
      strictLength = Math.max(strictLength, run.strictLength)
    }
  }
  return { length, strictLength }
}

/** How many characters from one on are the same. */
export function sameLength(characters: readonly string[], from: number): number {
  let to = from + 1
  while (to < characters.length && characters[to] === characters[from]) to++
  return to - from
}
