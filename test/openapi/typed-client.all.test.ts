import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import t from 'tap'
import ts from 'typescript'
import type { Name } from '../catalogue/records.js'
import { type Item, itemsOf } from '../catalogue/reference.js'
import { listen, mint, temporaryDirectory } from '../helper.js'

const walkSource = readFileSync('test/openapi/client/walk.ts', 'utf8')

/** Compiles in strict mode, as in a client project. Returns the compiler errors of each file. */
function compile(files: readonly string[]): Map<string, string> {
  const program = ts.createProgram(files, {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true
  })
  const { diagnostics } = program.emit()
  const told = new Map<string, string>()
  for (const { file, messageText } of [...ts.getPreEmitDiagnostics(program), ...diagnostics]) {
    const name = basename(file?.fileName ?? '', '.ts')
    const text = ts.flattenDiagnosticMessageText(messageText, '\n')
    told.set(name, `${told.get(name) ?? ''}${text}\n`)
  }
  return told
}

const document = readFileSync('openapi/openapi.json', 'utf8')
const service = astToString(await openapiTS(document))
const files = {
  'package.json': '{ "type": "module" }',
  'service.ts': service,
  'walk.ts': walkSource,
  'wrong-member.ts': walkSource.replace("sort_by: 'released'", "sort_by: 'rating'"),
  'wrong-operand.ts': walkSource.replace('gte: 100', 'gte: true'),
  'wrong-expansion.ts': walkSource.replace("['homeworld', 'films']", "['father']")
}
const directory = temporaryDirectory(t, resolve('dist-test'))
for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)

const wrong = {
  'wrong-member': '"rating"',
  'wrong-operand': "Type 'true'",
  'wrong-expansion': '"father"'
}
const names = ['walk', ...Object.keys(wrong)]
const told = compile(names.map((name) => join(directory, `${name}.ts`)))

t.test('a client with the generated types compiles, and reads all six resources', async (t) => {
  t.strictSame([...told.keys()].sort(), Object.keys(wrong).sort(), 'it compiles')
  const { walk } = await import(pathToFileURL(join(directory, 'walk.js')).href)
  const { origin } = await listen(t)
  // The compiler has blocked the event loop, so the service sheds load for a while.
  while ((await fetch(origin)).status === 503) await setTimeout(50)
  const count = (name: Name, isFound: (item: Item) => boolean) =>
    itemsOf(name).filter(isFound).length
  t.strictSame(await walk(origin, mint()), {
    films: 6,
    characters: count('characters', ({ height_cm, gender }) => {
      return (
        Number(height_cm) >= 100 &&
        Number(height_cm) < 300 &&
        ['male', null].includes(gender as null)
      )
    }),
    planets: count('planets', ({ population }) => population === null),
    species: 1,
    starships: count('starships', ({ crew }) => {
      const { min, max } = (crew ?? {}) as { min: number; max: number }
      return min <= 1 && 1 <= max
    }),
    vehicles: 39,
    filmsOfLuke: 4
  })
})

for (const [name, text] of Object.entries(wrong)) {
  t.test(`the compiler reports a ${name.replace('-', ' ')}`, async (t) => {
    t.match(told.get(name), text)
  })
}
