import { readFileSync } from 'node:fs'
import t from 'tap'
import { withTables } from '../../openapi/readme-tables.js'

const readme = readFileSync('README.md', 'utf8')
const document = JSON.parse(readFileSync('openapi/openapi.json', 'utf8'))
const results = readFileSync('tools/bench/results.md', 'utf8')

t.test("the README's tables are those the code makes", async (t) => {
  t.equal(withTables(readme, document, results), readme, 'run: npm run generate')
})

t.test('a table that lost its place is missed', async (t) => {
  t.throws(
    () => withTables('# nothing', document, 'not measured'),
    /no place for the table of routes/
  )
})

t.test('the files it points to are there', async (t) => {
  const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target)
  t.ok(targets.length > 5)
  for (const target of targets) t.ok(readFileSync(String(target)).length > 0, String(target))
})
