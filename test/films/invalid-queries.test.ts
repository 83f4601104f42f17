import t from 'tap'
import { assertProblem } from '../http/assert-problem.js'
import { asker } from './ask.js'
import { plainMembers, relations } from './known-films.js'

const listNames =
  /unknown; allowed: options, fields, expand, search, sort_by, sort_order, limit, offset, format, filter$/
const optionNames = /unknown; allowed: characters, planets, species, starships, vehicles, raw$/
const fieldChoices = [...plainMembers, ...relations, 'raw'].join(', ')
const fieldNames = `unknown value; allowed: ${fieldChoices}`
const limit = /^must be (integer|>= 1|<= 100); allowed: 1 to 100$/
const offset = /^must be (integer|>= 0|<= 9007199254740991); allowed: 0 to 9007199254740991$/
const boolean = /^must be boolean; allowed: true, false$/
const object =
  /^must be object, as options\[characters\]; allowed: characters, planets, species, starships, vehicles, raw$/

/** A query, its invalid input, and the message for it. */
const invalid: [query: string, path: string, message: RegExp | string][] = [
  ['nonsense', 'nonsense', listNames],
  ['nonsense=1', 'nonsense', listNames],
  ['=1', '', listNames],
  ['page=2', 'page', listNames],
  ['Limit=1', 'Limit', listNames],
  ['limit%00=1', 'limit\0', listNames],
  ['limit[]=1', 'limit[]', listNames],
  ['limit[gt]=1', 'limit', limit],
  ['limit=0', 'limit', limit],
  ['limit=101', 'limit', limit],
  ['limit=-1', 'limit', limit],
  ['limit=1e999', 'limit', limit],
  ['limit=-1e999', 'limit', limit],
  ['limit=abc', 'limit', limit],
  ['limit=1.5', 'limit', limit],
  ['limit=', 'limit', limit],
  ['limit', 'limit', limit],
  ['limit=null', 'limit', limit],
  ['limit=true', 'limit', limit],
  ['limit=NaN', 'limit', limit],
  ['limit=Infinity', 'limit', limit],
  ['limit=1,2', 'limit', limit],
  ['limit=1&limit=2', 'limit', limit],
  ['offset=-1', 'offset', offset],
  ['offset=abc', 'offset', offset],
  ['offset=0.5', 'offset', offset],
  ['offset=', 'offset', offset],
  ['offset=9007199254740993', 'offset', offset],
  ['offset=1e300', 'offset', offset],
  ['offset=1e999', 'offset', offset],
  ['offset=-1e999', 'offset', offset],
  ['offset=0&offset=0', 'offset', offset],
  ['fields=', 'fields[0]', fieldNames],
  ['fields', 'fields[0]', fieldNames],
  ['fields=nonsense', 'fields[0]', fieldNames],
  ['fields=title,nonsense', 'fields[1]', fieldNames],
  ['fields=title,', 'fields[1]', fieldNames],
  ['fields=Title', 'fields[0]', fieldNames],
  ['fields=title;id', 'fields[0]', fieldNames],
  ['fields=__proto__', 'fields[0]', fieldNames],
  ['fields=constructor', 'fields[0]', fieldNames],
  ['fields[title]=true', 'fields', `must be array; allowed: ${fieldChoices}`],
  ['options=true', 'options', object],
  ['options', 'options', object],
  ['options=characters', 'options', object],
  ['options=characters&options=planets', 'options', object],
  ['options[characters]=maybe', 'options[characters]', boolean],
  ['options[characters]=', 'options[characters]', boolean],
  ['options[characters]', 'options[characters]', boolean],
  ['options[characters]=TRUE', 'options[characters]', boolean],
  ['options[characters]=yes', 'options[characters]', boolean],
  ['options[characters]=true&options[characters]=true', 'options[characters]', boolean],
  ['options[characters][x]=true', 'options[characters]', boolean],
  ['options[nonsense]=true', 'options[nonsense]', optionNames],
  ['options[charakters]=true', 'options[charakters]', optionNames],
  ['options[attributes]=true', 'options[attributes]', optionNames],
  ['options%5Bnonsense%5D=true', 'options[nonsense]', optionNames],
  ['options[constructor]=true', 'options[constructor]', optionNames],
  ['options[toString]=true', 'options[toString]', optionNames],
  ['options[constructor][prototype][x]=1', 'options[constructor]', optionNames],
  ['options[__proto__]=x', 'options[__proto__]', optionNames],
  ['options[__proto__][x]=1', 'options[__proto__][x]', optionNames],
  ['options[]=characters', 'options[]', optionNames],
  ['options[0]=characters', 'options[0]', optionNames],
  ['options[characters=true', 'options[characters', optionNames],
  ['options.characters=true', 'options.characters', listNames],
  ['options=x&options[characters]=true', 'options', object],
  ['__proto__=x', '__proto__', listNames],
  ['__proto__[x]=1', '__proto__[x]', listNames],
  ['constructor=x', 'constructor', listNames],
  ['constructor[prototype][x]=1', 'constructor', listNames],
  ['hasOwnProperty=1', 'hasOwnProperty', listNames],
  ['toString=1', 'toString', listNames],
  ['%00=1', '\0', listNames]
]

t.test('an invalid query names the parameter and what is allowed', async (t) => {
  const ask = await asker(t)
  for (const [query, path, message] of invalid) {
    await t.test(`?${query}`, async (t) => {
      const problem = assertProblem(t, await ask(`/films/v1/?${query}`), 'validation-failed')
      const told = problem.errors.find((error: { path: string }) => error.path === path)
      t.ok(told, `names ${path}`)
      t.match(told?.message, message)
      t.match(problem.detail, `${path}: ${told?.message}`, 'the detail contains it too')
    })
  }
})

t.test('a single film rejects list parameters, and lists the allowed ones', async (t) => {
  const ask = await asker(t)
  for (const query of ['limit=1', 'offset=0', 'search=x', '__proto__=x']) {
    const problem = assertProblem(t, await ask(`/films/v1/1?${query}`), 'validation-failed')
    t.match(problem.errors, [{ message: 'unknown; allowed: options, fields, expand' }])
  }
  for (const query of ['options[x]=true', 'options=1', 'fields=x', 'options[planets]=x']) {
    assertProblem(t, await ask(`/films/v1/1?${query}`), 'validation-failed')
  }
})

t.test('up to ten invalid inputs are reported at once', async (t) => {
  const ask = await asker(t)
  const three = (await ask('/films/v1/?limit=0&offset=x&options[x]=true')).json()
  t.strictSame(three.errors.map((error: { path: string }) => error.path).sort(), [
    'limit',
    'offset',
    'options[x]'
  ])
  const many = Array.from({ length: 500 }, (_, i) => `x${i}=1`).join('&')
  t.equal((await ask(`/films/v1/?${many}`)).json().errors.length, 10)
})

t.test('no query changes a prototype', async (t) => {
  const ask = await asker(t)
  await ask('/films/v1/?__proto__[polluted]=1&constructor[prototype][polluted]=1')
  t.notOk('polluted' in {})
})
