import t from 'tap'
import { type AnyRecord, names, recordsOf } from './records.js'

const noNumber = ['unknown', 'n/a', 'none', 'indefinite', 'Live food tanks']
const daysOf: Record<string, number> = { year: 365, month: 30, week: 7, day: 1, hour: 1 / 24 }

function daysIn(text: string): number | null {
  if (noNumber.includes(text)) return null
  const [count, unit = 'day'] = text.split(' ')
  return Number(count) * (daysOf[unit.replace(/s$/, '')] ?? Number.NaN)
}

/** The number at the start of a text, without separators. */
function numberIn(text: string): number | null {
  if (noNumber.includes(text)) return null
  return Number.parseFloat(text.replaceAll(',', ''))
}

const zeroIsUnknown = ['diameter_km', 'rotation_period_hours', 'orbital_period_days']
const unit = /_(cm|kg|km|kmh|m|hours|days|years|percent|credits)$/

for (const name of names) {
  t.test(`${name}: members with a unit in their name have the published number`, async (t) => {
    for (const { id, raw, ...members } of recordsOf(name)) {
      for (const [column, text] of Object.entries(raw).filter(([column]) => unit.test(column))) {
        const number = numberIn(text)
        const expected = zeroIsUnknown.includes(column) && number === 0 ? null : number
        t.equal(members[column as keyof typeof members], expected, `${column} of ${id}: ${text}`)
      }
    }
  })
}

const each = (name: 'characters' | 'planets' | 'starships' | 'vehicles') => recordsOf(name)

t.test('years of birth are negative before the Battle of Yavin', async (t) => {
  for (const { id, raw, birth_year, birth_year_number } of each('characters')) {
    const isKnown = raw.birth_year !== 'unknown'
    t.equal(birth_year, isKnown ? raw.birth_year : null, `text of ${id}`)
    const [, years] = /^([\d.]+)BBY$/.exec(raw.birth_year ?? '') ?? []
    t.equal(birth_year_number, isKnown ? -Number(years) : null, `number of ${id}`)
  }
})

t.test('gravity is the number at the start of the text', async (t) => {
  for (const { id, raw, gravity_standard } of each('planets')) {
    const number = Number.parseFloat(raw.gravity ?? '')
    t.equal(gravity_standard, Number.isNaN(number) ? null : number, `planet ${id}`)
  }
})

t.test('consumables are in days', async (t) => {
  const craft: readonly AnyRecord[] = [...each('starships'), ...each('vehicles')]
  for (const { id, raw, consumables_days } of craft) {
    t.equal(consumables_days, daysIn(raw.consumables ?? ''), `${id}: ${raw.consumables}`)
  }
})

t.test('the crew of a starship is a range, other crews and passengers are numbers', async (t) => {
  for (const { id, raw, crew } of each('starships')) {
    const [min, max = min] = (raw.crew ?? '').split('-').map(numberIn)
    t.strictSame(crew, min === null ? null : { min, max }, `starship ${id}`)
  }
  for (const { id, raw, crew } of each('vehicles')) t.equal(crew, numberIn(raw.crew ?? ''), `${id}`)
  for (const { id, raw, passengers } of [...each('starships'), ...each('vehicles')]) {
    t.equal(passengers, numberIn(raw.passengers ?? ''), `passengers of ${id}`)
  }
})

t.test('ratings, MGLT and populations are numbers', async (t) => {
  for (const { id, raw, hyperdrive_rating, mglt } of each('starships')) {
    t.equal(hyperdrive_rating, numberIn(raw.hyperdrive_rating ?? ''), `hyperdrive of ${id}`)
    t.equal(mglt, numberIn(raw.mglt ?? ''), `mglt of ${id}`)
  }
  for (const { id, raw, population } of each('planets')) {
    t.equal(population, numberIn(raw.population ?? ''), `population of ${id}`)
  }
})
