import t from 'tap'
import { asker } from '../films/ask.js'
import { assertProblem } from '../http/assert-problem.js'
import { names } from './records.js'
import {
  findItem,
  type Item,
  itemsOf,
  kindOf,
  membersOf,
  optionOf,
  targetOf,
  titleOf
} from './reference.js'

const ask = await asker(t)

/** Parses RFC 4180 character by character, without the code of the service. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = []
  let line: string[] = []
  let field = ''
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (isQuoted) {
      if (character !== '"') field += character
      else if (text[i + 1] === '"') field += text[++i]
      else isQuoted = false
    } else if (character === '"') isQuoted = true
    else if (character === ',') {
      line.push(field)
      field = ''
    } else if (character === '\r' && text[i + 1] === '\n') {
      lines.push([...line, field])
      line = []
      field = ''
      i++
    } else field += character
  }
  if (field !== '' || line.length > 0) throw new Error('the last line does not end')
  return lines
}

for (const name of names) {
  t.test(`${name} have the same values as CSV and as JSON`, async (t) => {
    const fields = [...membersOf(name), 'url']
    const answer = await ask(`/${name}/v1/?format=csv&fields=${fields}`)
    t.equal(answer.statusCode, 200)
    t.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
    const [head = [], ...lines] = parseCsv(answer.body)
    t.strictSame(
      [...head].sort(),
      fields
        .flatMap((f) => (f !== 'url' && kindOf(name, f) === 'range' ? [`${f}_min`, `${f}_max`] : f))
        .sort()
    )
    const { results } = (await ask(`/${name}/v1/?fields=${fields}`)).json()
    t.equal(lines.length, results.length)
    for (const [i, item] of results.entries()) {
      for (const [column, header] of head.entries()) {
        const [, range = header, end] = /^(.*)_(min|max)$/.exec(header) ?? []
        const value = end ? (item[range]?.[end] ?? null) : item[header]
        const text = Array.isArray(value) ? value.join(';') : String(value ?? '')
        t.equal(lines[i]?.[column], text, `${header} of ${item.id}`)
      }
    }
  })

  t.test(
    `${name} as CSV have names for expanded relations and columns for the published text`,
    async (t) => {
      const relations = membersOf(name).filter((member) => targetOf(name, member))
      const url = `/${name}/v1/?format=csv&expand=${relations}&fields=${relations},raw`
      const [head = [], ...lines] = parseCsv((await ask(url)).body)
      for (const [i, item] of itemsOf(name).entries()) {
        const cell = (header: string) => lines[i]?.[head.indexOf(header)]
        for (const relation of relations) {
          const target = targetOf(name, relation) as (typeof names)[number]
          const ids = [item[relation] ?? []].flat() as number[]
          const titles = ids.map((id) => (findItem(target, id) as Item)[titleOf(target)])
          t.equal(cell(relation), titles.join(';'))
        }
        for (const [column, text] of Object.entries(item.raw as object)) {
          t.equal(cell(`raw_${column}`), text)
        }
      }
    }
  )
}

t.test('the format parameter takes precedence over Accept', async (t) => {
  const typeOf = async (query: string, accept?: string) => {
    const answer = await ask(`/films/v1/${query}`, accept === undefined ? {} : { accept })
    return String(answer.headers['content-type']).split(';')[0]
  }
  t.equal(await typeOf(''), 'application/json')
  t.equal(await typeOf('', '*/*'), 'application/json')
  t.equal(await typeOf('', 'text/csv'), 'text/csv')
  t.equal(await typeOf('', 'text/csv; charset=utf-8'), 'text/csv')
  t.equal(await typeOf('', 'application/json;q=0.5, text/csv'), 'text/csv')
  t.equal(await typeOf('', 'application/json, text/csv;q=0.5'), 'application/json')
  t.equal(await typeOf('?format=csv'), 'text/csv')
  t.equal(await typeOf('?format=csv', 'application/json'), 'text/csv')
  t.equal(await typeOf('?format=json', 'text/csv'), 'application/json')
})

t.test('a list without a match is a header line', async (t) => {
  const answer = await ask('/planets/v1/?format=csv&search=earth&fields=id,name')
  t.equal(answer.body, 'id,name\r\n')
})

for (const name of names) {
  t.test(`${name} as CSV: a request without any column is rejected`, async (t) => {
    const optional = [...membersOf(name), 'raw'].filter((member) => optionOf(name, member))
    for (const member of optional) {
      const off = `options[${optionOf(name, member)}]=false`
      const query = `fields=${member}&${off}`
      for (const [url, accept] of [
        [`/${name}/v1/?${query}&format=csv`, '*/*'],
        [`/${name}/v1/?${query}&format=csv&expand=films`, '*/*'],
        [`/${name}/v1/?${query}`, 'text/csv']
      ] as const) {
        if (url.includes('expand') && !targetOf(name, 'films')) continue
        const { errors } = assertProblem(t, await ask(url, { accept }), 'validation-failed')
        t.match(errors, [
          { path: 'fields', message: `${member}), so that the table would have no column` }
        ])
      }
      const column = await ask(`/${name}/v1/?${query}&format=csv`.replace('false', 'true'))
      t.equal(column.statusCode, 200)
      t.match(column.body, new RegExp(`^${member}`))
      const json = await ask(`/${name}/v1/?${query}&limit=1`)
      t.strictSame(json.json().results, [{}], 'JSON has no member either')
      const other = await ask(`/${name}/v1/?fields=id,${member}&${off}&format=csv&limit=1`)
      t.match(other.body, /^id\r\n\d+\r\n$/)
    }
  })
}

t.test('paging, order and filters are those of JSON', async (t) => {
  const query =
    'sort_by=height_cm&sort_order=desc&filter[height_cm][lt]=200&limit=3&offset=2&fields=id'
  const { results } = (await ask(`/characters/v1/?${query}`)).json()
  const csv = await ask(`/characters/v1/?${query}&format=csv`)
  t.strictSame(
    parseCsv(csv.body).slice(1).flat(),
    results.map(({ id }: Item) => String(id))
  )
})
