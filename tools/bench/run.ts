import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare } from './compare.js'
import { measureAll } from './measure-all.js'
import { readSettings } from './settings.js'
import { chooseGenerator } from './wrk.js'

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('.md')) console.log(`\n${content}`)
    await writeFile(new URL(name, import.meta.url), content)
  }
}

try {
  const settings = readSettings()
  if (settings !== null) {
    const directory = mkdtempSync(join(tmpdir(), 'starwars-bench-'))
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
    const generator = chooseGenerator(directory)
    if (settings.before === undefined) await write(await measureAll(settings, directory, generator))
    else {
      const markdown = await compare(settings.before, settings, directory, generator)
      await write({ 'before-and-after.md': markdown })
    }
  }
  process.exit(0)
} catch (error) {
  console.error(`The load test failed: ${(error as Error).message}`)
  process.exit(1)
}
