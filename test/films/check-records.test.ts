import t from 'tap'
import { films } from '../../data/films.js'
import { FilmRecordSchema } from '../../schemas/films.js'
import { resources } from '../../schemas/resources.js'
import { checkRecords } from '../../src/catalogue/check-records.js'
import { loadCatalogue } from '../../src/catalogue/load.js'
import { records } from '../catalogue/records.js'

const [good] = films

const slips: Record<string, [changes: Record<string, unknown>, member: string]> = {
  'a title that is missing': [{ title: undefined }, 'title'],
  'a title that is empty': [{ title: '' }, 'title'],
  'a number as text': [{ episode: '4' }, 'episode'],
  'an episode there is not': [{ episode: 10 }, 'episode'],
  'producers as text': [{ producers: 'Gary Kurtz, Rick McCallum' }, 'producers'],
  'no producers': [{ producers: [] }, 'producers'],
  'a date in other words': [{ released: '25 May 1977' }, 'released'],
  'a day the calendar does not have': [{ released: '1977-02-30' }, 'released'],
  'a month the calendar does not have': [{ released: '1977-13-01' }, 'released'],
  'a date with a time': [{ released: '1977-05-25T00:00:00Z' }, 'released'],
  'a relation that is missing': [{ planets: undefined }, 'planets'],
  'a relation that is a URL': [{ planets: ['/planets/v1/1'] }, 'planets/0'],
  'the id 0': [{ species: [0] }, 'species/0'],
  'an id twice': [{ vehicles: [4, 4] }, 'vehicles'],
  'a member that no film has': [{ rating: 5 }, 'rating']
}

for (const [what, [changes, member]] of Object.entries(slips)) {
  t.test(`${what} is reported by file, id and member`, async (t) => {
    const record = { ...good, id: 7, ...changes }
    t.throws(() => checkRecords('data/films.ts', FilmRecordSchema, [...films, record]), {
      message: new RegExp(`^data/films\\.ts: id 7: ${member}: .+`)
    })
  })
}

t.test('the id is checked against the schema and must be unique', async (t) => {
  const check = (record: unknown) => () =>
    checkRecords('data/films.ts', FilmRecordSchema, [good, record])
  t.throws(check({ ...good }), { message: 'data/films.ts: id 1: id: occurs twice' })
  t.throws(check({ ...good, id: -1 }), { message: /^data\/films\.ts: id -1: id: / })
  t.throws(check({ ...good, id: undefined }), { message: /^data\/films\.ts: id undefined: id: / })
})

t.test('the records are valid', async (t) => {
  t.doesNotThrow(() => checkRecords('data/films.ts', FilmRecordSchema, films))
})

t.test('an error in the data stops the service', async (t) => {
  const changed = [{ ...good, released: '1977-02-30' }] as typeof films
  const load = () => loadCatalogue(resources, { ...records, films: changed }, '')
  t.throws(load, { message: /^data\/films\.ts: id 1: released: / })
})
