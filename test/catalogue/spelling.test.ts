import t from 'tap'
import { names, recordsOf } from './records.js'

/** A normal form that different spellings of one word share. */
const skeleton = (word: string) =>
  word
    .toLowerCase()
    .replaceAll('grey', 'gray')
    .replace(/blonde$/, 'blond')
    .replace(/,? inc(orporated)?\.?$/, '')
    .replace(/(ian|ie)?s?$/, '')
    .replace(/[^\p{L}\p{N}]/gu, '')

/** The vocabularies of the catalogue, with their members. */
const classes: Record<string, string[]> = {
  colours: ['eye_color', 'hair_color', 'skin_color', 'eye_colors', 'hair_colors', 'skin_colors'],
  climates: ['climate'],
  landscapes: ['terrain'],
  makers: ['manufacturer'],
  producers: ['producers'],
  languages: ['language'],
  genders: ['gender'],
  classifications: ['classification'],
  designations: ['designation'],
  'classes of craft': ['starship_class', 'vehicle_class']
}

function wordsOf(members: readonly string[]): Set<string> {
  const values = names.flatMap((name) =>
    recordsOf(name).flatMap((record) => members.flatMap((member) => record[member] ?? []))
  )
  return new Set(values as string[])
}

for (const [what, members] of Object.entries(classes)) {
  t.test(`${what} have one spelling each`, async (t) => {
    const spellings = new Map<string, string>()
    const words = wordsOf(members)
    t.ok(words.size > 0)
    for (const word of words) {
      const other = spellings.get(skeleton(word))
      t.equal(other, undefined, `“${word}” and “${other}”`)
      spellings.set(skeleton(word), word)
      t.equal(word, word.trim())
      t.notOk(['unknown', 'n/a', 'none', 'indefinite'].includes(word.toLowerCase()), word)
    }
  })
}

const lowerCase = ['colours', 'climates', 'landscapes', 'genders', 'classes of craft']
t.test('words that are no names are in lower case', async (t) => {
  for (const what of lowerCase) {
    for (const word of wordsOf(classes[what] ?? [])) t.equal(word, word.toLowerCase(), what)
  }
})

const slips =
  /Wookie\b|Cyngus|frigte|infrantry|starfighte\b|Galatic|subartic|\bartic|Neimodian|Sullutese|mammals|reptilian|golden|gray|blonde/
t.test('known spelling errors remain only in raw', async (t) => {
  for (const name of names) {
    for (const { raw, ...clean } of recordsOf(name)) {
      t.notMatch(JSON.stringify(clean), slips, `${name} ${clean.id}`)
    }
  }
})

t.test('names have single spaces and are unique', async (t) => {
  for (const name of names) {
    const titles = recordsOf(name).map((record) => String(record.name ?? record.title))
    t.equal(new Set(titles).size, titles.length, name)
    for (const title of titles) t.match(title, /^\S+( \S+)*$/)
  }
})
