import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes two files for those who distribute the package: `dist/sbom.cdx.json`, a bill of materials in
 * the CycloneDX format, and `dist/LICENSES.txt`, the licences of all packages that the service uses.
 */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice)/i.test(entry.name))
    .map(({ name: file }) => readFileSync(join(folder, file), 'utf8').trim())
  return [`${name} ${version}: ${license}`, ...texts].join('\n\n')
}

// An optional package is there only on its own platform.
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const folders = Object.keys(packages).filter(
  (folder) => folder !== '' && !packages[folder].dev && existsSync(folder)
)
const bom = ['sbom', '--omit=dev', '--sbom-format=cyclonedx', '--package-lock-only']
const line = `\n\n${'-'.repeat(80)}\n\n`
writeFileSync('dist/LICENSES.txt', `${folders.map(licenceOf).sort().join(line)}\n`)
writeFileSync('dist/sbom.cdx.json', execFileSync('npm', bom, { maxBuffer: 64 * 1024 * 1024 }))
