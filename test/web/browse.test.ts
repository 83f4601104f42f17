import { readFileSync } from 'node:fs'
import t from 'tap'
import type { OpenApiDocument } from '../../web/api/openapi-document.js'
import { type Member, type Resource, readCatalogue } from '../../web/views/browse/catalogue.js'
import { joinCsv, offsetsOf } from '../../web/views/browse/csv.js'
import { choicesOf, faultOf, tellFilter } from '../../web/views/browse/filter-words.js'
import {
  changeQuery as change,
  chooseColumns,
  columnsOf,
  csvQuery,
  filterKey,
  filtersOf,
  limitOf,
  listQuery,
  nextSort,
  offsetOf,
  recordQuery,
  sortOf,
  withoutFilters
} from '../../web/views/browse/table-query.js'
import { linksOf, recordHref, textOf } from '../../web/views/browse/values.js'

const document = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as OpenApiDocument
const catalogue = readCatalogue(document)
const find = (name: string) => catalogue.find((one) => one.name === name) as Resource
const characters = find('characters')
const films = find('films')
const memberOf = (resource: Resource, name: string) =>
  resource.members.find((one) => one.name === name) as Member
const names = (members: readonly { readonly name: string }[]) => members.map(({ name }) => name)
const parse = (query: string) => new URLSearchParams(query)

t.test('the OpenAPI document tells the resources, members and operators', async (t) => {
  t.strictSame(names(catalogue), [
    'films',
    'characters',
    'planets',
    'species',
    'starships',
    'vehicles'
  ])
  t.match(films, { title: 'Films', titleMember: 'title' })
  t.equal(characters.titleMember, 'name')
  t.match(memberOf(characters, 'height_cm'), {
    label: 'Height cm',
    isNumeric: true,
    isNullable: true,
    isDefault: false,
    isSortable: true,
    target: null
  })
  const all = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in']
  t.strictSame(names(memberOf(characters, 'height_cm').operators), all)
  t.strictSame(names(memberOf(characters, 'eye_color').operators), ['eq', 'ne', 'in'])
  t.match(memberOf(characters, 'homeworld'), { target: 'planets', isDefault: true })
  t.match(memberOf(find('planets'), 'residents'), { target: 'characters', isDefault: false })
  t.match(memberOf(films, 'url'), { isSortable: false, target: null, operators: [] })
  for (const { members } of catalogue) t.ok(members.length > 10)
})

t.test('a document without a catalogue gives none', async (t) => {
  t.strictSame(readCatalogue({ paths: { '/healthz': {} }, components: { schemas: {} } }), [])
  const bare = { paths: { '/x/v1/schema': {} }, components: { schemas: {} } }
  t.match(readCatalogue(bare), [{ name: 'x', members: [] }])
})

t.test('the address becomes the query of the API', async (t) => {
  t.equal(listQuery(characters, parse('')), 'expand=homeworld&limit=20')
  t.equal(listQuery(films, parse('')), 'limit=20')
  t.equal(
    listQuery(
      films,
      parse('search=a+b&filter%5Bepisode%5D%5Bgte%5D=4&sort_by=title&limit=50&offset=50')
    ),
    'search=a+b&filter[episode][gte]=4&sort_by=title&limit=50&offset=50'
  )
  t.equal(
    listQuery(characters, parse('fields=name,films')),
    'fields=name,films,id&expand=films&limit=20',
    'rows have an id, and relations names'
  )
  t.equal(
    listQuery(films, parse('format=csv&options[films]=true&expand=x&nope=1&limit=abc&search=')),
    'nope=1&limit=abc',
    'the API decides on what it does not know'
  )
  t.equal(listQuery(films, parse('search=%26%23%3D%25')), 'search=%26%23%3D%25&limit=20')
})

t.test('CSV has all matches, and only the chosen columns', async (t) => {
  const query = parse('fields=name,films&offset=40&limit=10&search=a')
  t.equal(
    csvQuery(characters, query, 0),
    'fields=name,films&limit=100&search=a&expand=films&format=csv'
  )
  t.match(csvQuery(characters, query, 100), /offset=100/)
  t.strictSame(offsetsOf(0, 100), [0])
  t.strictSame(offsetsOf(100, 100), [0])
  t.strictSame(offsetsOf(201, 100), [0, 100, 200])
  t.equal(joinCsv(['a,b\r\n1,"x\r\ny"\r\n', 'a,b\r\n2,z\r\n']), 'a,b\r\n1,"x\r\ny"\r\n2,z\r\n')
  t.equal(joinCsv(['a\r\n']), 'a\r\n')
})

t.test('one record has every member, and its relations embedded', async (t) => {
  t.match(recordQuery(films), /^fields=id,title,.*,raw&expand=characters,planets,species,/)
})

t.test('a click on a header sorts up, down, and not at all', async (t) => {
  const start = parse('offset=40&search=x')
  const up = change(start, nextSort(start, 'title'))
  t.equal(String(up), 'search=x&sort_by=title', 'from the first page on')
  t.strictSame(sortOf(up), { member: 'title', order: 'asc' })
  const down = change(up, nextSort(up, 'title'))
  t.strictSame(sortOf(down), { member: 'title', order: 'desc' })
  t.equal(String(change(down, nextSort(down, 'title'))), 'search=x')
  t.equal(String(change(down, nextSort(down, 'id'))), 'search=x&sort_by=id')
  t.equal(sortOf(start), null)
})

t.test('filters are added, told and removed', async (t) => {
  const added = change(parse('search=x'), { [filterKey('homeworld', 'eq')]: '1' })
  t.strictSame(filtersOf(added), [
    { key: 'filter[homeworld][eq]', member: 'homeworld', operator: 'eq', value: '1' }
  ])
  t.equal(filtersOf(parse('filter[a]=1&filter[a][eq]=&filterx=2')).length, 0)
  t.equal(String(change(added, withoutFilters(added))), '')
  const [filter] = filtersOf(added)
  if (!filter) throw new Error('no filter')
  t.equal(tellFilter(filter, 'Homeworld', 'Tatooine'), 'Homeworld is Tatooine')
  t.equal(tellFilter(filter), 'homeworld is 1')
  t.equal(tellFilter({ ...filter, value: 'null' }, 'Homeworld'), 'Homeworld is unknown')
  const known = { ...filter, value: 'null', operator: 'ne' }
  t.equal(tellFilter(known, 'Homeworld'), 'Homeworld is known')
  t.equal(tellFilter({ ...filter, operator: 'zz' }), 'homeworld zz 1')
})

t.test('the operators fit the member', async (t) => {
  const labels = (member: Member) => choicesOf(member).map(({ label }) => label)
  t.ok(labels(memberOf(characters, 'height_cm')).includes('is unknown'))
  t.notOk(labels(memberOf(characters, 'name')).includes('is unknown'), 'a name is never unknown')
  t.notOk(labels(memberOf(characters, 'films')).includes('is at least'))
  const [is] = memberOf(characters, 'height_cm').operators
  if (!is) throw new Error('no operator')
  t.equal(faultOf(is, '170'), undefined)
  t.match(faultOf(is, 'tall'), /^Enter a number, such as 170/)
  t.match(faultOf(is, ''), /^Enter/)
  t.match(faultOf({ name: 'eq' }, ''), 'Enter a value.')
  for (const { members } of catalogue) {
    for (const { operators } of members) {
      for (const operator of operators) t.ok(operator.pattern && operator.hint)
    }
  }
})

t.test('columns are chosen; the first one links to the record', async (t) => {
  t.strictSame(names(columnsOf(films, parse(''))).slice(0, 3), ['title', 'id', 'episode'])
  t.notOk(names(columnsOf(films, parse(''))).includes('url'))
  t.strictSame(names(columnsOf(films, parse('fields=director'))), ['id', 'director'])
  t.strictSame(names(columnsOf(films, parse('fields=url,title,nope'))), ['title', 'url'])
  t.strictSame(chooseColumns(films, new Set(['episode', 'id'])), { fields: 'id,episode' })
  const usual = new Set(names(columnsOf(films, parse(''))))
  t.strictSame(chooseColumns(films, usual), { fields: null })
})

t.test('numbers of the page; what is no number is left to the API', async (t) => {
  t.equal(limitOf(parse('')), 20)
  t.equal(limitOf(parse('limit=50')), 50)
  t.equal(limitOf(parse('limit=-1')), 20)
  t.equal(offsetOf(parse('offset=1e3')), 0)
  t.equal(offsetOf(parse('offset=40')), 40)
  t.equal(String(change(parse('offset=40'), { limit: '50' })), 'limit=50')
})

t.test('values as text', async (t) => {
  t.equal(textOf(null), null)
  t.equal(textOf(undefined), '')
  t.equal(textOf(200_000), '200,000')
  t.equal(textOf(-19.5), '-19.5')
  t.equal(textOf(['a', 'b']), 'a, b')
  t.equal(textOf([]), 'none')
  t.equal(textOf({ min: 30, max: 165 }), '30–165')
  t.equal(textOf({ min: 1, max: 1 }), '1')
  t.equal(textOf({ a: 1 }), '{"a":1}')
  t.equal(textOf('<b>'), '<b>')
})

t.test('relations link to the pages of their records', async (t) => {
  const url = 'https://example.org/base/planets/v1/1'
  t.equal(recordHref(url), '#/browse/planets/1')
  t.equal(recordHref('javascript:alert(1)'), undefined)
  t.equal(recordHref('/planets/v1/1?x'), undefined)
  t.strictSame(linksOf({ name: 'Tatooine', url }), [
    { name: 'Tatooine', href: '#/browse/planets/1' }
  ])
  t.strictSame(linksOf([{ title: 'A New Hope', url: '/films/v1/1' }, '/films/v1/2']), [
    { name: 'A New Hope', href: '#/browse/films/1' },
    { name: '/films/v1/2', href: '#/browse/films/2' }
  ])
  t.strictSame(linksOf(null), [])
  t.strictSame(linksOf([]), [])
})
