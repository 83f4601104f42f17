import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { loadConfig } from '../../plugins/external/config.js'
import { keepSecrets } from '../../src/config/secret-file.js'
import { environment, programFile, secrets, temporaryDirectory } from '../helper.js'
import { noSecrets, refusalsOf, variablesIn } from './refusals.js'

const kinds = ['access', 'refresh', 'email', 'password'] as const
const long = (letter: string) => letter.repeat(40)
const good = { access: long('a'), refresh: long('b'), email: long('c'), password: long('d') }

/** A data directory, with a file of secrets if a content is given. */
function directory(t: Test, content?: string) {
  const data = temporaryDirectory(t)
  if (content !== undefined) writeFileSync(join(data, 'secrets.json'), content)
  return data
}

const load = (DATA_DIR: string, changes: object = {}) =>
  loadConfig({ ...environment, ...noSecrets, DATA_DIR, ...changes })

const secretsIn = ({ keyring }: ReturnType<typeof load>) =>
  kinds.map((kind) => keyring[kind].map(({ secret }) => secret).join())

t.test('missing secrets are generated once, private to the owner, and kept', async (t) => {
  const data = join(directory(t), 'not', 'there', 'yet')
  const first = secretsIn(load(data))
  t.equal(new Set(first).size, 4, 'one for each kind')
  for (const secret of first) t.match(secret, /^[\w-]{43}$/, '32 random bytes')
  t.equal(statSync(join(data, 'secrets.json')).mode & 0o777, 0o600)
  t.equal(statSync(data).mode & 0o777, 0o700)
  t.strictSame(readdirSync(data), ['secrets.json'], 'no temporary file remains')
  t.strictSame(secretsIn(load(data)), first, 'the same after a restart')
  t.not(secretsIn(load(directory(t)))[0], first[0], 'different in another directory')
})

t.test('the environment overrides the kept secrets', async (t) => {
  const data = directory(t)
  const [, ...kept] = secretsIn(load(data))
  t.strictSame(secretsIn(load(data, { JWT_SECRET: secrets.access })), [secrets.access, ...kept])
})

t.test('nothing is written if the environment has all secrets', async (t) => {
  const data = directory(t)
  loadConfig({ ...environment, DATA_DIR: join(data, 'unused') })
  t.strictSame(readdirSync(data), [])
})

t.test('nothing is written if the settings are rejected', async (t) => {
  const data = directory(t)
  t.ok(refusalsOf({ ...noSecrets, DATA_DIR: join(data, 'x'), PORT: 'x' }).length > 0)
  t.strictSame(readdirSync(data), [])
})

t.test('processes that start concurrently get the same secrets', async (t) => {
  const data = join(directory(t), 'shared')
  const script = `import { loadConfig } from ${JSON.stringify(programFile('plugins/external/config'))}
    const { keyring } = loadConfig({ DATA_DIR: ${JSON.stringify(data)} })
    console.log(JSON.stringify(Object.values(keyring)))`
  const started = Array.from({ length: 4 }, () =>
    spawn(process.execPath, [...process.execArgv, '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH }
    })
  )
  const printed = await Promise.all(started.map(({ stdout }) => text(stdout)))
  t.match(printed[0], /"secret":"[\w-]{43}"/)
  t.equal(new Set(printed).size, 1)
  t.strictSame(readdirSync(data), ['secrets.json'])
})

t.test('the second of two processes uses the secrets of the first', async (t) => {
  const data = directory(t)
  let isFirst = true
  const makeSecret = () => {
    if (isFirst) writeFileSync(join(data, 'secrets.json'), JSON.stringify(good))
    isFirst = false
    return 'x'.repeat(40)
  }
  t.strictSame(keepSecrets(data, makeSecret), good)
  t.strictSame(readdirSync(data), ['secrets.json'])
})

const damaged: Record<string, string> = {
  empty: '',
  'half written': '{"access":"aaaa',
  'no object': '[]',
  null: 'null',
  text: '"secret"',
  'one kind short': JSON.stringify({ ...good, email: undefined }),
  'a secret that is no text': JSON.stringify({ ...good, email: 5 }),
  'a secret that is too short': JSON.stringify({ ...good, email: 'short' }),
  'two equal secrets': JSON.stringify({ ...good, email: good.access })
}

for (const [what, content] of Object.entries(damaged)) {
  t.test(`a damaged file (${what}) is rejected, not replaced`, async (t) => {
    const data = directory(t, content)
    const issues = refusalsOf({ ...noSecrets, DATA_DIR: data })
    t.strictSame(variablesIn(issues), ['DATA_DIR'])
    t.match(issues[0]?.message, join(data, 'secrets.json'), 'names the file')
    for (const secret of Object.values(good)) t.notMatch(issues[0]?.message, secret)
    t.equal(readFileSync(join(data, 'secrets.json'), 'utf8'), content)
  })
}

t.test('a file that is not UTF-8 is rejected', async (t) => {
  const data = directory(t)
  const bytes = Buffer.from(JSON.stringify({ ...good, email: `${long('e')}\xe9` }), 'latin1')
  writeFileSync(join(data, 'secrets.json'), bytes)
  const issues = refusalsOf({ ...noSecrets, DATA_DIR: data })
  t.match(issues, [{ variable: 'DATA_DIR', message: /is damaged/ }])
})

t.test('a secret in the environment that equals a kept one is rejected', async (t) => {
  const DATA_DIR = directory(t, JSON.stringify(good))
  const issues = refusalsOf({ ...noSecrets, DATA_DIR, JWT_SECRET: good.refresh })
  t.ok(issues.length > 0)
  t.notMatch(JSON.stringify(issues), good.refresh)
})

const unusable: Record<string, (data: string) => string> = {
  'a file': (data) => {
    writeFileSync(join(data, 'file'), '')
    return join(data, 'file')
  },
  'a path through a file': (data) => {
    writeFileSync(join(data, 'file'), '')
    return join(data, 'file', 'deeper')
  },
  'a place where the file is a directory': (data) => {
    mkdirSync(join(data, 'secrets.json'))
    return data
  },
  'a name that is too long': (data) => join(data, 'x'.repeat(300)),
  'a name with a zero byte': (data) => `${data}\0`
}
for (const [what, prepare] of Object.entries(unusable)) {
  t.test(`a DATA_DIR that is ${what} is rejected by name`, async (t) => {
    const issues = refusalsOf({ ...noSecrets, DATA_DIR: prepare(directory(t)) })
    t.strictSame(variablesIn(issues), ['DATA_DIR'])
    t.match(issues[0]?.message, /\S/)
  })
}

t.test('a DATA_DIR that cannot be created is rejected by name', async (t) => {
  // Even root cannot create a directory there.
  t.throws(() => keepSecrets('/sys/starwars-api', () => 'x'), { message: /^DATA_DIR: E[A-Z]+/ })
})

t.test('the leftovers of a killed process have no effect', async (t) => {
  const data = directory(t)
  writeFileSync(join(data, `secrets.json.${process.pid}`), 'half a dra', { mode: 0o600 })
  const first = secretsIn(load(data))
  t.equal(statSync(join(data, 'secrets.json')).mode & 0o777, 0o600)
  t.strictSame(secretsIn(load(data)), first)
})
