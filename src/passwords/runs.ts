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

/** How far a text goes along a row from one of its characters; a step may be repeated. */
function lengthAlong(row: Row, step: 1 | -1, characters: readonly string[], from: number): number {
  let place = row.get(characters[from] as string)
  let to = from
  while (place !== undefined) {
    to++
    const next = row.get(characters[to] as string)
    const neighbour = place + step
    const isNext = next === neighbour || (row === digits && next === (neighbour + 10) % 10)
    place = next === place || isNext ? next : undefined
  }
  return to - from
}

/** How many characters from one on go along the alphabet, the digits or the keyboard, in one direction. */
export function runLength(characters: readonly string[], from: number): number {
  let longest = 1
  for (const row of rowsOf.get(characters[from] as string) ?? []) {
    const up = lengthAlong(row, 1, characters, from)
    const down = lengthAlong(row, -1, characters, from)
    longest = Math.max(longest, up, down)
  }
  return longest
}

/** How many characters from one on are the same. */
export function sameLength(characters: readonly string[], from: number): number {
  let to = from + 1
  while (to < characters.length && characters[to] === characters[from]) to++
  return to - from
}
