import { Type } from '@sinclair/typebox'
import t from 'tap'
import { describeResource } from '../../src/catalogue/resource.js'
import { createTable, type Tables } from '../../src/catalogue/table.js'
import { createCsvWriter } from '../../src/catalogue/write-csv.js'

const resource = describeResource({
  name: 'planets',
  singular: 'planet',
  title: 'name',
  record: Type.Object({ id: Type.Integer(), name: Type.String() }),
  optionGroups: {}
})

const texts: Record<string, string> = {
  plain: 'plain',
  'with space': 'with space',
  'a,b': '"a,b"',
  'say "hi"': '"say ""hi"""',
  'two\nlines': '"two\nlines"',
  'two\r\nlines': '"two\r\nlines"',
  '"': '""""',
  '': ''
}

for (const [text, field] of Object.entries(texts)) {
  t.test(`${JSON.stringify(text)} is written as in RFC 4180`, async (t) => {
    const table = createTable(resource, [
      { id: 1, name: text, residents: [], films: [], species: [] }
    ])
    const write = createCsvWriter({ planets: table } as Tables, '')
    const rows = [...table.ordered('id', 'asc')]
    t.equal(write(table, rows, table.plainView), `id,name,url\r\n1,${field},/planets/v1/1\r\n`)
  })
}
