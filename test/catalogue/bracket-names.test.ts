import t from 'tap'
import { asker } from '../films/ask.js'
import { names } from './records.js'
import { everyMember, membersOf } from './reference.js'

const ask = await asker(t)

const parameters =
  'options, fields, expand, search, sort_by, sort_order, limit, offset, format, filter'
const equalities = 'eq, ne, in'
const all = 'eq, ne, lt, lte, gt, gte, in'

/** Returns the message for a name, or the whole response without one. */
async function toldOf(url: string, name: string): Promise<string> {
  const answer = await ask(`${url}?${encodeURIComponent(name)}=true`)
  const { errors = [] } = answer.json()
  const [{ path = '', message = '' } = {}] = errors
  return path === name ? message : answer.body
}

const options: Record<(typeof names)[number], string> = {
  films: 'characters, planets, species, starships, vehicles, raw',
  characters: 'attributes, films, species, starships, vehicles, raw',
  planets: 'films, residents, species, raw',
  species: 'people, films, raw',
  starships: 'pilots, films, raw',
  vehicles: 'pilots, films, raw'
}
const firstOf = (text: string) => text.split(', ')[0] as string
const ids = { films: 1, characters: 1, planets: 1, species: 1, starships: 9, vehicles: 4 }

for (const name of names) {
  t.test(`an invalid options name of ${name} lists the options`, async (t) => {
    const option = firstOf(options[name])
    const unreadable = [
      ...['options[]', 'options[][]', 'options[0]', 'options[ ]', 'options[é]', 'options['],
      ...[
        'options[__proto__]',
        'options[__proto__][x]',
        'options[1a]',
        'options[a b]',
        'options[[]]'
      ],
      ...[
        `options[${option}`,
        `options[${option}]x`,
        `options[${option}][]`,
        `options[[${option}]]`
      ],
      ...[`options[${option} ]`, `options[${option}\0]`, `options[\n]`]
    ]
    for (const url of [`/${name}/v1/`, `/${name}/v1/${ids[name]}`]) {
      for (const text of unreadable) {
        const told = await toldOf(url, text)
        t.equal(told, `unknown; allowed: ${options[name]}`, `${url} ${JSON.stringify(text)}`)
      }
    }
  })

  t.test(`an invalid filter member of ${name} lists the members`, async (t) => {
    const member = firstOf(membersOf(name).join(', '))
    const unreadable = [
      ...['filter[]', 'filter[][eq]', 'filter[0][eq]', 'filter[näme][eq]', 'filter[na me][eq]'],
      ...['filter[__proto__][eq]', 'filter[', 'filter[[eq]]', `filter[${member}`, 'filter[][]'],
      ...[`filter[${member}[eq]]`, `filter[ ${member}][eq]`, 'filter[constructor][]']
    ]
    for (const text of unreadable) {
      const told = await toldOf(`/${name}/v1/`, text)
      t.match(told, /^unknown; allowed: /, text)
      t.strictSame(
        told.replace('unknown; allowed: ', '').split(', ').sort(),
        membersOf(name).toSorted(),
        text
      )
    }
  })
}

for (const { name, member, kind } of everyMember) {
  t.test(`an invalid operator of ${name} by ${member} lists the operators`, async (t) => {
    const allowed = ['list', 'link', 'links'].includes(kind) ? equalities : all
    const unreadable = [
      '[]',
      '[é]',
      '[0]',
      '[=]',
      '[__proto__]',
      '[eq',
      '[eq][]',
      'eq',
      '[e q]',
      '[[eq]]'
    ]
    for (const rest of unreadable) {
      const text = `filter[${member}]${rest}`
      t.equal(await toldOf(`/${name}/v1/`, text), `unknown; allowed: ${allowed}`, text)
    }
  })
}

t.test('brackets on a parameter that takes none list the parameters', async (t) => {
  for (const text of [
    'limit[]',
    'fields[]',
    'sort_by[0]',
    'nothing[]',
    '[]',
    '[options]',
    'x[options]y'
  ]) {
    t.equal(await toldOf('/films/v1/', text), `unknown; allowed: ${parameters}`, text)
  }
  for (const text of ['filter[]', 'filter[name][]']) {
    t.equal(await toldOf('/films/v1/1', text), 'unknown; allowed: options, fields, expand', text)
  }
})

t.test('a name that conflicts with another one is reported', async (t) => {
  const taken: [query: string, path: string, head: string][] = [
    ['options=x&options[films]=true', 'options[films]', 'options'],
    ['filter[name]=x&filter[name][eq]=y', 'filter[name][eq]', 'filter'],
    ['filter[name][eq]=y&filter[name]=x', 'filter[name]', 'filter'],
    ['limit=5&limit[a]=5', 'limit[a]', 'limit']
  ]
  for (const [query, path, head] of taken) {
    const { errors } = (await ask(`/characters/v1/?${query}`)).json()
    const told = errors.find((error: { path: string }) => error.path === path)
    t.equal(told?.message, `conflicts with another ${head}; allowed: only one of them`, query)
  }
})
