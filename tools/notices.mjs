import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build as buildPage } from 'vite'

/**
 * Writes two files for those who distribute the service: `sbom.cdx.json`, a bill of materials in the
 * CycloneDX format, and `LICENSES.txt`, the licences of all packages that the service and its web page
 * use.
 *
 * `node tools/notices.mjs [FOLDER]`, default: `dist`
 */
const [outdir = 'dist'] = process.argv.slice(2)
const { name: ownName } = JSON.parse(readFileSync('package.json', 'utf8'))
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))

/** Returns the folders of the packages that the web page contains. They are development dependencies. */
async function foldersOfPage() {
  const build = { write: false }
  const { output } = await buildPage({ configFile: 'web/vite.config.ts', logLevel: 'warn', build })
  const paths = output.flatMap(({ moduleIds = [] }) => moduleIds)
  const pattern = /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/
  const folders = paths.map((path) => pattern.exec(path)?.[0])
  return [...new Set(folders.filter((folder) => folder !== undefined))]
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice)/i.test(entry.name))
    .map(({ name: file }) => readFileSync(join(folder, file), 'utf8').trim())
  return [`${name} ${version}: ${license}`, ...texts].join('\n\n')
}

const nameOf = (folder) => folder.replace(/^.*node_modules\//, '')

/** Filters the bill of all packages, because `--omit=dev` also omits what both kinds need. */
function billOf(folders) {
  const options = [
    '--sbom-format=cyclonedx',
    '--sbom-type=application',
    '--package-lock-only',
    '--include=dev'
  ]
  const text = execFileSync('npm', ['sbom', ...options], { maxBuffer: 64 * 1024 * 1024 })
  const { metadata, components, dependencies, ...rest } = JSON.parse(text)
  const { component } = metadata
  const used = new Set(folders.map((folder) => `${nameOf(folder)}@${packages[folder].version}`))
  used.add(component['bom-ref'])
  const isUsed = (ref) => used.has(ref)
  return {
    ...rest,
    // npm writes the name of the folder.
    metadata: { ...metadata, component: { ...component, name: ownName } },
    components: components
      .filter((one) => isUsed(one['bom-ref']))
      .map(({ properties, ...one }) => ({
        ...one,
        scope: properties.some(({ name }) => name === 'cdx:npm:package:development')
          ? 'required'
          : one.scope,
        properties: properties.filter(({ name }) => name !== 'cdx:npm:package:development')
      })),
    dependencies: dependencies
      .filter(({ ref }) => isUsed(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isUsed) }))
  }
}

const inPage = await foldersOfPage()
const folders = Object.keys(packages).filter(
  (folder) => folder !== '' && (!packages[folder].dev || inPage.includes(folder))
)
// An optional package is there only on its own platform.
const licences = folders.filter((folder) => existsSync(folder)).map(licenceOf)
const line = `\n\n${'-'.repeat(80)}\n\n`
writeFileSync(join(outdir, 'LICENSES.txt'), `${licences.sort().join(line)}\n`)
writeFileSync(join(outdir, 'sbom.cdx.json'), `${JSON.stringify(billOf(folders), null, 2)}\n`)
