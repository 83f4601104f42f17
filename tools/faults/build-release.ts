import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Owner } from '../../test/owner.js'

/** A file of the release, and how its text changes. */
type Changes = Readonly<Record<string, (text: string) => string>>

/** As the override `cheap-passwords`: a bundle has no modules to replace. */
const cheapPasswords: Changes = {
  'src/passwords/hasher.ts': (text) =>
    text.replace(
      /(defaultCosts: Argon2Costs = ).*/,
      '$1{ memoryCost: 8, timeCost: 1, parallelism: 1 }'
    )
}

/**
 * Builds the service of a commit in a directory of its own, with the packages of this checkout.
 *
 * @param ref a tag or commit
 * @returns the path of its `server.js`
 * @throws Error if the commit is unknown, or a change does not apply
 */
export function buildRelease(owner: Owner, ref: string, changes: Changes = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'starwars-release-'))
  owner.teardown(() => rmSync(directory, { recursive: true, force: true }))
  const archive = execFileSync('git', ['archive', ref], { maxBuffer: 2 ** 28 })
  execFileSync('tar', ['-x', '-C', directory], { input: archive })
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'))
  for (const [name, change] of Object.entries({ ...cheapPasswords, ...changes })) {
    const file = join(directory, name)
    const before = readFileSync(file, 'utf8')
    const after = change(before)
    if (after === before) throw new Error(`${name} of ${ref} did not change`)
    writeFileSync(file, after)
  }
  execFileSync(process.execPath, ['tools/build.mjs'], { cwd: directory })
  return join(directory, 'dist/server.js')
}
