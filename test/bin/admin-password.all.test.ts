import { spawn } from 'node:child_process'
import t from 'tap'
import { goodPassword } from '../accounts/actors.js'
import { temporaryDirectory } from '../helper.js'
import { commandEnvironment, commandLine } from './run-command.js'

/** Quotes words for a shell. */
const quoted = (words: readonly string[]) =>
  words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')

const create = commandLine('admin', ['create', 'leia@example.org', '--role', 'admin'])

/**
 * Types answers to prompts in a pseudo-terminal of `script`. @returns the exit code and the screen
 */
async function type(
  env: Record<string, string>,
  answers: readonly [prompt: string, keys: string][]
) {
  const args = ['--quiet', '--return', '--command', quoted(create), '/dev/null']
  const child = spawn('script', args, { env: commandEnvironment(env) })
  const left = [...answers]
  let shown = ''
  child.stdout.on('data', (chunk) => {
    shown += chunk
    const [prompt, keys] = left[0] ?? []
    if (prompt === undefined || !shown.includes(prompt)) return
    left.shift()
    child.stdin.write(keys)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve)
    child.once('error', reject)
  })
  return { code, shown }
}

t.test('a terminal prompts twice, and does not show the password', async (t) => {
  const { code, shown } = await type({ DATA_DIR: temporaryDirectory(t) }, [
    ['Password: ', `x\u007f${goodPassword}\r`],
    ['Repeat the password: ', `${goodPassword}\r`]
  ])
  t.equal(code, 0, shown)
  t.match(shown, /Password: \s+Repeat the password: \s+User 1, leia@example.org, is created/)
  t.notMatch(shown, goodPassword)
})

t.test('two different passwords are rejected', async (t) => {
  const { code, shown } = await type({ DATA_DIR: temporaryDirectory(t) }, [
    ['Password: ', `${goodPassword}\r`],
    ['Repeat the password: ', `${goodPassword}!\r`]
  ])
  t.equal(code, 2)
  t.match(shown, /The two passwords are different/)
})

t.test('an aborted prompt creates no account', async (t) => {
  const { code, shown } = await type({ DATA_DIR: temporaryDirectory(t) }, [
    ['Password: ', '\u0003']
  ])
  t.equal(code, 2)
  t.match(shown, /No password was given/)
})

t.test('a password in another encoding is rejected', async (t) => {
  const { code, shown } = await type({ DATA_DIR: temporaryDirectory(t) }, [
    ['Password: ', `\ufffd${goodPassword}\r`]
  ])
  t.equal(code, 2)
  t.match(shown, /The password is not well-formed UTF-8/)
})
