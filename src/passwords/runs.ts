/** Sequences that people type or recite in either direction; without separators. */
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
  // Alphabets and keyboards of other scripts.
  'αβγδεζηθικλμνξοπρστυφχψω',
  'абвгдежзийклмнопрстуфхцчшщъыьэюя',
  'йцукенгшщзхъ',
  'фывапролджэ',
  'ячсмитьбю'
]

type Row = ReadonlyMap<string, number>
const placesIn = (row: string): Row =>
  new Map([...row].map((character, place) => [character, place]))

/** A cycle: 0 follows 9, and 1 follows 0. */
const digits = placesIn('1234567890')

/** The rows that contain a character. */
const rowsOf = new Map<string, Row[]>()
for (const row of [digits, ...rows.map(placesIn)]) {
  for (const character of row.keys()) {
    rowsOf.set(character, [...(rowsOf.get(character) ?? []), row])
  }
}

/** The length of a run, and its length up to the first repeated character. */
export interface Run {
  readonly length: number
  readonly strictLength: number
}

/** Returns the run along a row from one place of a text on; the run may repeat characters. */
function runAlong(row: Row, step: 1 | -1, characters: readonly string[], from: number): Run {
  let place = row.get(characters[from] as string)
  let to = from
  let strictLength = 0
  while (place !== undefined) {
    to++
    const next = row.get(characters[to] as string)
    const neighbour = place + step
    const isNext = next === neighbour || (row === digits && next === (neighbour + 10) % 10)
    if (!isNext && strictLength === 0) strictLength = to - from
    place = next === place || isNext ? next : undefined
  }
  return { length: to - from, strictLength }
}

/** The longest run from a place on: along an alphabet, the digits or a keyboard, in one direction. */
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

/** The number of equal characters from a place on. */
export function sameLength(characters: readonly string[], from: number): number {
  let to = from + 1
  while (to < characters.length && characters[to] === characters[from]) to++
  return to - from
}
