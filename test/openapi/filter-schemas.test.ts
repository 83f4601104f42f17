import t from 'tap'
import { bearer, build, mint } from '../helper.js'
import { describe } from './requests/described.js'

/** For each kind with numbers: a member, accepted values, and rejected ones. */
const rows: Readonly<Record<string, readonly [good: number[], bad: number[]]>> = {
  'characters homeworld': [
    [0, 1, 999_999_999_999_999],
    [-1, 1.5, 1e15, 1e21, 1e-7]
  ],
  'films species': [
    [0, 1, 999_999_999_999_999],
    [-1, 1.5, 1e15, 1e21, 1e-7]
  ],
  'characters height_cm': [
    [0, -0, 170, -19.5, 1 / 3, 1e-6, -1e-6, 1.2345678901234567e-6, 999_999_999_999_999.9],
    [1e15, -1e15, 1e21, 1e300, 1e-7, -1e-7, 5e-324]
  ],
  'starships crew': [
    [0, 1, 2.5, -3],
    [1e15, 1e-7]
  ]
}

/** Lists of numbers are text. */
const lists = { good: ['1', '1,2', '0,7,82'], bad: ['', ',', '1,', '-', '1,,2', '1e1'] }

t.test('the schema of a filter and the service accept the same numbers', async (t) => {
  const app = await build(t)
  const operations = describe((await app.inject('/openapi.json')).json())
  for (const [name, [good, bad]] of Object.entries(rows)) {
    const [resource, member] = name.split(' ')
    const described = operations.find(({ path }) => path === `/${resource}/v1/`)
    const parameter = described?.operation.parameters?.find(
      (one) => one.name === `filter[${member}]`
    )
    const component = parameter?.schema.$ref?.split('/').slice(1) ?? []
    const isFit = (operator: string, value: unknown) =>
      described?.componentAt(...component, 'properties', operator)(value)
    const statusOf = async (operator: string, value: unknown) => {
      const url = `/${resource}/v1/?filter[${member}][${operator}]=${value}`
      return (await app.inject({ url, headers: bearer(mint()) })).statusCode
    }
    for (const [values, expected] of [
      [good, 200],
      [bad, 400]
    ] as const) {
      for (const value of values) {
        t.equal(isFit('eq', value), expected === 200, `the schema of ${name}: ${value}`)
        t.equal(await statusOf('eq', value), expected, `${name}: ${value}`)
      }
    }
    for (const [values, expected] of [
      [lists.good, 200],
      [lists.bad, 400]
    ] as const) {
      for (const value of values) {
        t.equal(isFit('in', value), expected === 200, `the schema of ${name}: in ${value}`)
        t.equal(await statusOf('in', value), expected, `${name}: in ${value}`)
      }
    }
    t.notOk(isFit('eq', true), `${name}: true`)
  }
})
