import fc from 'fast-check'
import t from 'tap'
import { asker } from '../films/ask.js'
import { assertProblem } from '../http/assert-problem.js'
import { type Name, names } from './records.js'
import { kindOf, membersOf } from './reference.js'
import { equalities, hasOrder, orders, spell, validQuery } from './valid-queries.js'

const ask = await asker(t)

/** A parameter that makes any query invalid: its name and value as in a URL. */
type Fault = readonly [name: string, value: string]

const parameters =
  'options fields expand search sort_by sort_order limit offset format filter'.split(' ')
const prototypes = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf'
]
const notNumbers = [
  '',
  ' ',
  'x',
  '1e999',
  '-1e999',
  'NaN',
  'Infinity',
  '0x10',
  '1e3',
  '1 ',
  '+1',
  '1,2'
]

const word = fc.string({ maxLength: 10 })
const notIn = (known: readonly string[]) => word.filter((text) => !known.includes(text))
/** Names without brackets, which are parsed as one name. */
const ownName = fc.stringMatching(/^[a-z_]{1,10}$/).filter((name) => !parameters.includes(name))

function faults(name: Name): fc.Arbitrary<Fault> {
  const members = membersOf(name)
  const ordered = members.filter((member) => hasOrder(kindOf(name, member)))
  const numeric = members.filter((member) => ['number', 'range'].includes(kindOf(name, member)))
  const unordered = members.filter((member) => !ordered.includes(member))
  const dates = members.filter((member) => kindOf(name, member) === 'date')
  const operator = fc.constantFrom(...equalities, ...orders)
  const filter = (member: string, operator: string) => `filter[${member}][${operator}]`
  const choice = (parameter: string, known: readonly string[]): fc.Arbitrary<Fault> =>
    notIn(known).map((value) => [parameter, value] as const)

  return fc.oneof(
    fc.tuple(fc.oneof(ownName, fc.constantFrom(...prototypes)), word),
    fc.tuple(
      fc
        .tuple(fc.oneof(ownName, fc.constantFrom('constructor', 'toString')), operator)
        .map(([a, b]) => (members.includes(a) ? filter('nothing', b) : filter(a, b))),
      word
    ),
    fc.tuple(
      fc
        .tuple(
          fc.constantFrom(...members),
          fc.oneof(ownName, fc.constantFrom('like', 'constructor'))
        )
        .filter(([, one]) => ![...equalities, ...orders].includes(one))
        .map(([member, one]) => filter(member, one)),
      word
    ),
    fc.tuple(
      fc
        .tuple(fc.constantFrom(...unordered), fc.constantFrom(...orders))
        .map(([a, b]) => filter(a, b)),
      fc.constant('1')
    ),
    fc.tuple(
      fc
        .tuple(fc.constantFrom(...numeric), fc.constantFrom('eq', 'ne', ...orders))
        .map(([a, b]) => filter(a, b)),
      fc.constantFrom(...notNumbers)
    ),
    fc.tuple(
      fc
        .tuple(fc.constantFrom(...ordered), fc.constantFrom(...orders))
        .map(([a, b]) => filter(a, b)),
      fc.constant('')
    ),
    ...(dates.length > 0
      ? [fc.tuple(fc.constantFrom(...dates.map((member) => filter(member, 'gt'))), word)]
      : []),
    fc.tuple(fc.constantFrom(...members.map((member) => `filter[${member}]`)), word),
    choice('sort_by', members),
    choice('sort_order', ['asc', 'desc']),
    choice('format', ['json', 'csv']),
    fc.tuple(fc.constant('limit'), fc.constantFrom('0', '101', '1.5', '01', ...notNumbers)),
    fc.tuple(fc.constant('offset'), fc.constantFrom('-1', '0.5', '00', ...notNumbers)),
    fc.tuple(
      fc.constantFrom('fields', 'expand'),
      word.map((text) => `${text}?`)
    ),
    fc.tuple(fc.constantFrom('options[nothing]', 'options[constructor]'), fc.constant('true')),
    fc.constant(['search', ''] as const)
  )
}

const allowed =
  /allowed: .|^must be (text that contains|a number, such as|a date, such as|an id, such as)/

for (const name of names) {
  t.test(`any invalid query for ${name} names the parameter and what is allowed`, async (t) => {
    await fc.assert(
      fc.asyncProperty(validQuery(name), faults(name), async (query, [parameter, value]) => {
        const others = spell({ ...query, conditions: [], options: undefined })
          .split('&')
          .filter((pair) => !pair.startsWith(`${encodeURIComponent(parameter)}=`))
        const fault = `${encodeURIComponent(parameter)}=${encodeURIComponent(value)}`
        const url = `/${name}/v1/?${[...others, fault].join('&')}`
        const answer = await ask(url)
        if (answer.statusCode !== 400) throw new Error(`${url}: ${answer.statusCode}`)
        const errors: { path: string; message: string }[] = answer.json().errors
        const named = errors.find(
          ({ path }) => parameter.startsWith(path) || path.startsWith(parameter)
        )
        if (!named || !allowed.test(named.message)) throw new Error(`${url}: ${answer.body}`)
      }),
      { numRuns: 250 }
    )
    t.pass()
  })
}

t.test('a repeated parameter is rejected', async (t) => {
  for (const name of [
    'search=a',
    'sort_by=id',
    'sort_order=asc',
    'limit=1',
    'offset=1',
    'format=csv'
  ]) {
    assertProblem(t, await ask(`/films/v1/?${name}&${name}`), 'validation-failed')
  }
  for (const filter of ['filter[id][eq]=1', 'filter[title][in]=a']) {
    const problem = assertProblem(
      t,
      await ask(`/films/v1/?${filter}&${filter}`),
      'validation-failed'
    )
    t.match(problem.errors, [{ message: /^must be (a number|text)/ }])
  }
})

t.test('no query causes a 500', async (t) => {
  const piece = fc.constantFrom(
    'filter',
    'options',
    '[',
    ']',
    '[id]',
    '[eq]',
    '[__proto__]',
    '=',
    '&',
    ',',
    'null',
    '%00',
    '%E0%A4%A',
    '+',
    'a',
    '1e999',
    '%5B',
    'fields',
    'expand',
    'sort_by'
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const { statusCode } = await ask(`/species/v1/?${pieces.join('')}`)
      return statusCode === 200 || statusCode === 400
    }),
    { numRuns: 500 }
  )
  t.pass()
})
