import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { temporaryDirectory } from '../helper.js'

interface Bill {
  readonly metadata: { readonly component: { readonly name: string } }
  readonly components: readonly { readonly 'bom-ref': string; readonly scope: string }[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

const folder = temporaryDirectory(t)
execFileSync(process.execPath, ['tools/notices.mjs', folder])
const bill: Bill = JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8'))
const licences = readFileSync(join(folder, 'LICENSES.txt'), 'utf8')

const { packages }: { packages: Record<string, { version: string; dev?: true }> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8')
)
const inPage = ['preact', '@preact/signals', '@preact/signals-core']
const used = Object.entries(packages)
  .map(([path, { version, dev }]) => ({
    name: path.replace(/^.*node_modules\//, ''),
    version,
    dev
  }))
  .filter(({ name, dev }) => name !== '' && (!dev || inPage.includes(name)))
  .map(({ name, version }) => `${name}@${version}`)

t.test('the bill of materials has all packages of the service and of its page', async (t) => {
  t.equal(bill.metadata.component.name, 'starwars-api')
  const refs = bill.components.map((component) => component['bom-ref'])
  t.strictSame(refs.toSorted(), [...new Set(used)].toSorted())
  t.ok(refs.some((ref) => ref.startsWith('preact@')))
  const known = new Set([...refs, ...bill.dependencies.map(({ ref }) => ref)])
  for (const { ref, dependsOn } of bill.dependencies) {
    for (const dependency of dependsOn) t.ok(known.has(dependency), `${ref}: ${dependency}`)
  }
})

t.test('the licences of what is bundled are there, with their text', async (t) => {
  for (const name of [...inPage, 'kysely', '@sinclair/typebox', 'fastify']) {
    const text = licences.split(`\n${name} `)[1]?.split('-'.repeat(80))[0] ?? ''
    t.match(text, /^[\d.]+: MIT\n/, name)
    t.match(text, /permission notice shall be included|above copyright notice/i, name)
  }
})
