import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { writeFailure } from '../../src/database/write-failure.js'
import { temporaryDirectory } from '../helper.js'

t.test('the probe returns the file system error of a failed write', async (t) => {
  const directory = temporaryDirectory(t)
  const database = join(directory, 'starwars.db')
  writeFileSync(database, 'x'.repeat(10_000))
  t.equal(writeFailure(directory, database), undefined)
  t.strictSame(readdirSync(directory), ['starwars.db'], 'the probe leaves no file behind')
  t.match(writeFailure(join(directory, 'gone'), database), { code: 'ENOENT' })
})
