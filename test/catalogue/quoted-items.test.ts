import t from 'tap'
import { asker } from '../films/ask.js'
import { everyMember, type Item, itemsOf, quoted } from './reference.js'

const ask = await asker(t)

const textMembers = everyMember.filter(({ kind }) => kind === 'text' || kind === 'list')

async function idsOf(name: string, member: string, operator: string, operand: string) {
  const query = `filter[${member}][${operator}]=${encodeURIComponent(operand)}&fields=id`
  const answer = await ask(`/${name}/v1/?${query}`)
  return answer.statusCode === 200 ? answer.json().results.map(({ id }: Item) => id) : answer.body
}

const always = (text: string) => `"${text.replaceAll('"', '""')}"`
const union = (...lists: number[][]) => [...new Set(lists.flat())].sort((a, b) => a - b)

for (const { name, member } of textMembers) {
  t.test(`${name}: in finds every value of ${member}, also with commas and quotes`, async (t) => {
    const values = itemsOf(name).flatMap((item) => (item[member] ?? []) as string | string[])
    const texts = [...new Set(values)]
    const divided = texts.filter((text) => /[",]/.test(text))
    for (const text of [...divided.slice(0, 8), ...texts.slice(0, 2)]) {
      const found = await idsOf(name, member, 'eq', text)
      t.ok(found.length > 0, text)
      t.strictSame(await idsOf(name, member, 'in', quoted(text)), found, `in ${quoted(text)}`)
      t.strictSame(await idsOf(name, member, 'in', always(text)), found, `in ${always(text)}`)
    }
    const all = texts.map(always).join()
    if (all.length < 4000) {
      const known = itemsOf(name).filter((item) => [item[member] ?? []].flat().length > 0)
      t.strictSame(
        await idsOf(name, member, 'in', all),
        known.map(({ id }) => id),
        'all at once'
      )
    }
  })
}

const known: [url: string, ids: number[]][] = [
  ['/starships/v1/?filter[manufacturer][in]="Gallofree Yards, Inc."', [17]],
  ['/starships/v1/?filter[manufacturer][in]=%22gallofree%20yards,%20inc.%22', [17]],
  ['/starships/v1/?filter[manufacturer][in]=Gallofree Yards, Inc.', []],
  ['/starships/v1/?filter[name][in]="Death Star",x-wing', [9, 12]],
  ['/starships/v1/?filter[name][in]=x-wing,"Death Star"', [9, 12]],
  ['/starships/v1/?filter[name][in]="x-wing","Death ""Star"""', [12]]
]
for (const [url, ids] of known) {
  t.test(url, async (t) => {
    const { results } = (await ask(url)).json()
    t.strictSame(
      results.map(({ id }: Item) => id),
      ids
    )
  })
}

t.test('an item is the same with and without quotes, also null', async (t) => {
  const unknown = await idsOf('characters', 'gender', 'eq', 'null')
  const male = await idsOf('characters', 'gender', 'eq', 'male')
  t.ok(unknown.length > 0 && male.length > 0)
  for (const operand of ['null,male', '"null","male"', 'male,"null"']) {
    t.strictSame(await idsOf('characters', 'gender', 'in', operand), union(unknown, male), operand)
  }
})

/** Lists with quotes that do not enclose a whole item, or that enclose nothing. */
const broken = [
  '"',
  '""',
  '"a',
  'a"',
  'a"b',
  'a"b"',
  '"a"b',
  '"a""',
  '"a"""b"',
  '"a" ,b',
  'b, "a"',
  'b,"a',
  '"a,b',
  'a,"",b',
  '"a",',
  ',"a"',
  '"a",,"b"',
  '"\u0301"',
  '"\u200b",a',
  `${'"a",'.repeat(500)}"`,
  `${'""'.repeat(1000)}"`
]

for (const { name, member } of textMembers) {
  t.test(
    `${name} by ${member}: an invalid quote is rejected, and the message describes the form`,
    async (t) => {
      for (const operand of broken) {
        const path = `filter[${member}][in]`
        const answer = await ask(`/${name}/v1/?${path}=${encodeURIComponent(operand)}`)
        t.equal(answer.statusCode, 400, operand.slice(0, 20))
        t.match(answer.json(), {
          code: 'validation-failed',
          errors: [
            {
              path,
              message:
                /^must be text .*; put a text that contains a comma or a double quote in double quotes, and double each quote in it, as "Gallofree Yards, Inc\."$/
            }
          ]
        })
      }
    }
  )
}

t.test('the document describes the form for every list of texts', async (t) => {
  const { paths } = (await ask('/openapi.json')).json()
  for (const { name, member } of textMembers) {
    const parameter = paths[`/${name}/v1/`].get.parameters.find(
      (one: { name: string }) => one.name === `filter[${member}]`
    )
    t.match(parameter.description, /in double quotes, and double each quote in it/, member)
  }
})
