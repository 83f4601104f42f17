import t from 'tap'
import { goodPassword } from '../accounts/actors.js'
import { temporaryDirectory } from '../helper.js'
import { commandLine, run } from './run-command.js'

/** Words of a shell, whatever is in them. */
const quoted = (words: readonly string[]) =>
  words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')

const create = commandLine('admin', ['create', 'leia@example.org', '--role', 'admin'])

/** Types into a terminal of its own, which `script` opens, and returns all that it shows. */
const typed = (env: Record<string, string>, lines: string) =>
  run(['script', '--quiet', '--return', '--command', quoted(create), '/dev/null'], env, lines)

t.test('a terminal is asked twice, and shows nothing of the answer', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const { code, stdout } = await typed(env, `${goodPassword}\r${goodPassword}\r`)
  t.equal(code, 0, stdout)
  t.match(stdout, /Password: \s+Again: \s+User 1, leia@example.org, is made/)
  t.notMatch(stdout, goodPassword)
})

t.test('two that differ are refused', async (t) => {
  const { code, stdout } = await typed(
    { DATA_DIR: temporaryDirectory(t) },
    `${goodPassword}\r${goodPassword}!\r`
  )
  t.equal(code, 2)
  t.match(stdout, /The two are not the same/)
})

t.test('whoever breaks off makes no account', async (t) => {
  const { code, stdout } = await typed({ DATA_DIR: temporaryDirectory(t) }, '\u0003')
  t.equal(code, 2)
  t.match(stdout, /No password was given/)
})
