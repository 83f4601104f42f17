import { parseArgs } from 'node:util'
import type { Kysely } from 'kysely'
import { migrations } from '../migrations/index.js'
import { loadDatabaseSettings, readEnvironment } from '../plugins/external/config.js'
import { collisionNote, findCollisions } from '../src/accounts/store/by-address.js'
import { thenCleanUp } from '../src/async/then-clean-up.js'
import { commandOf } from '../src/config/command-of.js'
import { checkConnection } from '../src/database/check-connection.js'
import { migrateDown, migrateUp, migrationStatus } from '../src/database/migrate.js'
import { migrationTimeouts, openDatabase } from '../src/database/open-database.js'
import type { Database } from '../src/database/schema.js'
import { runCommand, UsageError } from './command.js'
import { type DatabaseSettings, whileNotServed } from './while-not-served.js'

const usage = `${commandOf('migrate')} up|down|status

  up      migrate the database to the newest step; the service does this itself when it starts
  down    revert the newest step and delete the data in its tables; refused while an instance serves
          from this database. down --force reverts it all the same
  status  list all steps, each with the time of its execution

Exit code: 0 success, 1 failed, 2 wrong command line.`

function tell(steps: readonly string[], none: string): void {
  for (const line of steps.length > 0 ? steps : [none]) console.log(line)
}

type Act = (
  db: Kysely<Database>,
  context: { readonly settings: DatabaseSettings; readonly isForced: boolean }
) => Promise<void>

const commands: Readonly<Record<string, Act>> = {
  up: async (db) => {
    tell(await migrateUp(db, migrations), 'the database is up to date')
    for (const ids of await findCollisions(db)) {
      console.log(`users ${ids.join(', ')}: ${collisionNote}`)
    }
  },
  down: (db, context) =>
    whileNotServed(db, context, async () =>
      tell(await migrateDown(db, migrations), 'there is no step to revert')
    ),
  status: async (db) => {
    const steps = await migrationStatus(db, migrations)
    tell(
      steps.map(({ name, executedAt, note }) =>
        `${name}\t${executedAt?.toISOString() ?? 'pending'}\t${note}`.trimEnd()
      ),
      'there are no steps'
    )
  }
}

await runCommand(usage, async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { force: { type: 'boolean', default: false } }
  })
  const [command = '', ...rest] = positionals
  if (!Object.hasOwn(commands, command) || rest.length > 0) {
    throw new UsageError(`Unknown command "${positionals.join(' ')}"`)
  }
  const isForced = values.force
  if (isForced && command !== 'down') throw new UsageError('Only the command down accepts --force')
  const settings = loadDatabaseSettings(readEnvironment(process.env))
  const timeouts = command === 'status' ? {} : migrationTimeouts
  const db = await openDatabase(settings, () => {}, timeouts)
  const act = commands[command] as Act
  await thenCleanUp(
    checkConnection(db).then(() => act(db, { settings, isForced })),
    () => db.destroy()
  )
})
