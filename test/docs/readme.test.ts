import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { withTables } from '../../openapi/reference-tables.js'

const reference = readFileSync('docs/reference.md', 'utf8')
const document = JSON.parse(readFileSync('openapi/openapi.json', 'utf8'))

t.test('the tables of the reference are generated from the code', async (t) => {
  t.equal(withTables(reference, document), reference, 'run: npm run generate')
})

t.test('rejects a document without a place for a table', async (t) => {
  t.throws(() => withTables('# nothing', document), /no place for the table of routes/)
})

t.test('the README has at most 150 lines', async (t) => {
  t.ok(readFileSync('README.md', 'utf8').split('\n').length <= 150)
})

t.test('AGENTS and CONTRIBUTING contain the same table of imports', async (t) => {
  const [agents, contributing] = ['AGENTS.md', 'CONTRIBUTING.md'].map(
    (page) =>
      /^\| file or folder \| may import \|\n(?:\|.*\n)+/m.exec(readFileSync(page, 'utf8'))?.[0]
  )
  t.ok(agents)
  t.equal(agents, contributing)
})

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'AGENTS.md', 'CHANGELOG.md'],
  ...readdirSync('docs').map((name) => join('docs', name))
].filter((name) => name.endsWith('.md'))

/** The anchors that GitHub creates for the headings of a page. */
const anchorsOf = (page: string) =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    String(heading)
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-')
  )

for (const page of pages) {
  t.test(`every file and heading that ${page} links to exists`, async (t) => {
    const text = readFileSync(page, 'utf8')
    for (const [, path, anchor] of text.matchAll(/\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)/g)) {
      const target = path ? join(dirname(page), path) : page
      t.ok(existsSync(target), target)
      if (anchor) t.ok(anchorsOf(target).includes(anchor), `${target}#${anchor}`)
    }
  })
}
