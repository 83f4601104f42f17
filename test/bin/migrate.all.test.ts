import t from 'tap'
import { migrations } from '../../migrations/index.js'
import { insertFormerUser, migrateTo } from '../database/earlier-release.js'
import { openDatabase } from '../database/open-database.js'
import { build, temporaryDirectory } from '../helper.js'
import { runCommand } from './run-command.js'

t.test('migrates up and down, and prints the status', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const migrate = async (command: string) => {
    const { code, stdout, stderr } = await runCommand('migrate', [command], env)
    t.strictSame([code, stderr], [0, ''], command)
    return stdout
  }
  const steps = Object.keys(migrations)
  const lines = (tell: (step: string) => string) => steps.map((step) => `${tell(step)}\n`).join('')
  t.equal(
    await migrate('status'),
    lines((step) => `${step}\tpending`)
  )
  t.equal(
    await migrate('up'),
    lines((step) => step)
  )
  t.match(
    await migrate('status'),
    new RegExp(`^${lines((step) => `${step}\t\\d{4}-\\d\\d-\\d\\dT.*Z`)}$`)
  )
  for (const step of steps.toReversed()) t.equal(await migrate('down'), `${step}\n`)
  t.equal(await migrate('down'), 'there is no step to revert\n')
  const app = await build(t, { env })
  t.strictSame(
    await app.db.selectFrom('users').selectAll().execute(),
    [],
    'the service migrates too'
  )
})

t.test('other arguments are rejected', async (t) => {
  const forced = await runCommand('migrate', ['up', '--force'], { DATA_DIR: '/nonexistent' })
  t.equal(forced.code, 2)
  t.match(forced.stderr, /Only the command down accepts --force/)
  for (const args of [['sideways'], ['up', 'down'], ['constructor']]) {
    const { code, stderr } = await runCommand('migrate', args, { DATA_DIR: '/nonexistent' })
    t.equal(code, 2)
    t.match(stderr, /Unknown command(.|\n)*up\|down\|status/)
  }
  const { code, stdout } = await runCommand('migrate', ['--help'], {})
  t.equal(code, 0)
  t.match(stdout, /up\|down\|status/)
})

t.test('an unreachable database is named', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t), DATABASE_URL: 'postgres://127.0.0.1:1/none' }
  const { code, stderr } = await runCommand('migrate', ['status'], env)
  t.equal(code, 1)
  t.match(stderr, /ECONNREFUSED/)
})

t.test('lists accounts whose addresses are equal under the new rules', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const former = await openDatabase(t, env)
  await migrateTo(former, '0002-revocation-buckets')
  const ids = []
  for (const email of ['νικος.π@example.org', 'νικοσ.π@example.org', 'rey@example.org']) {
    ids.push(await insertFormerUser(former, email, { password_hash: 'x', verified_at: 1 }))
  }
  const { code, stdout } = await runCommand('migrate', ['up'], env)
  t.equal(code, 0)
  t.match(stdout, `users ${ids[0]}, ${ids[1]}: `)
  t.equal(stdout.match(/^users /gm)?.length, 1)
})

t.test('a migration requires only the settings of the database', async (t) => {
  const env = { NODE_ENV: 'production', DATA_DIR: temporaryDirectory(t) }
  const { code, stderr } = await runCommand('migrate', ['status'], env)
  t.strictSame([code, stderr], [0, ''])
  const wrong = await runCommand('migrate', ['status'], { ...env, DATABASE_URL: 'mysql://h/d' })
  t.equal(wrong.code, 1)
  t.match(wrong.stderr, /DATABASE_URL: must begin with postgres/)
})
