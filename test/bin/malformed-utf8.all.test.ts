import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { goodPassword } from '../accounts/actors.js'
import { temporaryDirectory } from '../helper.js'
import { commandLine, run } from './run-command.js'

const create = ['create', 'leia@example.org', '--role', 'admin']

/** Runs a command through a shell, because only a shell can pass invalid UTF-8. */
const shell = (
  script: string,
  command: string,
  args: readonly string[],
  env: Record<string, string>
) => run(['sh', '-c', script, 'sh', ...commandLine(command, args)], env)

t.test('every command rejects an argument that is not UTF-8', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const script = `exec "$@" "$(printf 'le\\351a@example.org')"`
  const lines: [command: string, args: string[], code: number][] = [
    ['admin', ['create', '--role', 'admin'], 2],
    ['admin', ['promote'], 2],
    ['admin', ['service', 'create'], 2],
    ['migrate', ['status'], 2],
    ['token', ['--role', 'basic', '--kind', 'email', '--email'], 2]
  ]
  for (const [command, args, code] of lines) {
    const answer = await shell(script, command, args, env)
    t.strictSame([answer.code, answer.stdout], [code, ''], command)
    t.match(answer.stderr, /^The argument "le\ufffda@example\.org" is not well-formed UTF-8/)
  }
})

t.test('a password that is not UTF-8 is rejected', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  for (const bytes of ['\\351', '\\303', '\\355\\240\\200']) {
    const script = `printf '%b\\n' '${goodPassword} ${bytes.replaceAll('\\', '\\0')}' | "$@"`
    const { code, stdout, stderr } = await shell(script, 'admin', create, env)
    t.strictSame([code, stdout], [2, ''])
    t.match(stderr, /^The password is not well-formed UTF-8/)
  }
  const list = await shell('exec "$@"', 'admin', ['list'], env)
  t.equal(list.stdout.trim().split('\n').length, 1, 'no user was created')
})

t.test('settings and setting files that are not UTF-8 are rejected', async (t) => {
  const script = `JWT_ISSUER="$(printf 'f\\344that')"; export JWT_ISSUER; exec "$@"`
  const setting = await shell(script, 'admin', ['list'], { DATA_DIR: temporaryDirectory(t) })
  t.equal(setting.code, 1)
  t.match(setting.stderr, 'JWT_ISSUER: is not well-formed UTF-8')

  const directory = temporaryDirectory(t)
  writeFileSync(join(directory, '.env.local'), Buffer.from('JWT_ISSUER=f\xe4that\n', 'latin1'))
  const file = await shell(`cd '${directory}' && exec "$@"`, 'admin', ['list'], {
    DATA_DIR: directory
  })
  t.equal(file.code, 1)
  t.match(file.stderr, '.env.local: is not well-formed UTF-8')
})

t.test('a database name that is not UTF-8 is rejected', async (t) => {
  const directory = temporaryDirectory(t)
  const script = `export DATA_DIR="$(printf '%s/d\\351' '${directory}')"; "$@"`
  const { code, stdout, stderr } = await shell(script, 'migrate', ['up'], {})
  t.strictSame([code, stdout], [1, ''])
  t.match(stderr, /DATA_DIR: is not well-formed UTF-8/)
  t.strictSame(readdirSync(directory), [])
})

t.test('a byte order mark in a password is rejected', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const script = `printf '\\357\\273\\277%s\\n' '${goodPassword}' | "$@"`
  const { code, stderr } = await shell(script, 'admin', create, env)
  t.equal(code, 2)
  t.match(stderr, /The password begins with a byte order mark/)
})
