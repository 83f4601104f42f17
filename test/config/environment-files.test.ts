import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readEnvironment } from '../../plugins/external/config.js'
import { temporaryDirectory } from '../helper.js'

/** Changes to a temporary directory with these files. */
function workIn(t: Test, files: Record<string, string>) {
  const before = process.cwd()
  const directory = temporaryDirectory(t)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  process.chdir(directory)
  t.teardown(() => process.chdir(before))
}

const files = {
  '.env': 'A=env\nB=env\nC=env\n# D=env\n',
  '.env.local': 'B=local\nC=local\nE="two words"\n'
}

t.test('.env.local overrides .env, and the environment overrides both', async (t) => {
  workIn(t, files)
  t.strictSame(readEnvironment({ C: 'process', F: 'process' }), {
    A: 'env',
    B: 'local',
    C: 'process',
    E: 'two words',
    F: 'process'
  })
})

const alone = {
  '.env': { A: 'env', B: 'env', C: 'env' },
  '.env.local': { B: 'local', C: 'local', E: 'two words' }
}
for (const [name, expected] of Object.entries(alone)) {
  t.test(`${name} alone is read`, async (t) => {
    workIn(t, { [name]: files[name as keyof typeof files] })
    t.strictSame(readEnvironment({}), expected)
  })
}

t.test('a file that is not UTF-8 is named', async (t) => {
  workIn(t, {})
  for (const name of Object.keys(files)) {
    writeFileSync(name, Buffer.from('B=s\xe9cret\n', 'latin1'))
    t.throws(() => readEnvironment({}), { message: `${name}: is not well-formed UTF-8` })
    rmSync(name)
  }
})

t.test('a file that cannot be read is named', async (t) => {
  workIn(t, {})
  for (const name of Object.keys(files)) {
    mkdirSync(name)
    t.throws(() => readEnvironment({}), {
      message: new RegExp(`^${name}: cannot be read \\(EISDIR`)
    })
    rmSync(name, { recursive: true })
  }
})

t.test('both files are optional', async (t) => {
  workIn(t, {})
  t.strictSame(readEnvironment({ X: '1' }), { X: '1' })
})

t.test('in production no file is read', async (t) => {
  workIn(t, files)
  const environment = { NODE_ENV: 'production', C: 'process' }
  t.strictSame(readEnvironment(environment), environment)
})

t.test('an empty environment variable overrides the files', async (t) => {
  workIn(t, files)
  t.equal(readEnvironment({ A: '' }).A, '')
})

t.test('invalid lines of all files are reported at once', async (t) => {
  workIn(t, { '.env': '\uFEFFA=1\n', '.env.local': 'B=2\nPORT 3000\n' })
  t.throws(() => readEnvironment({}), { message: /^\.env, line 1: .*\n\.env\.local, line 2: / })
  t.strictSame(readEnvironment({ NODE_ENV: 'production' }), { NODE_ENV: 'production' })
})
