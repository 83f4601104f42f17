import type { Kysely } from 'kysely'
import { migrations } from '../migrations/index.js'
import { loadDatabaseSettings, readEnvironment } from '../plugins/external/config.js'
import { collisionNote, findCollisions } from '../src/accounts/store/by-address.js'
import { thenCleanUp } from '../src/async/then-clean-up.js'
import { checkConnection } from '../src/database/check-connection.js'
import { migrateDown, migrateUp, migrationStatus } from '../src/database/migrate.js'
import { migrationTimeouts, openDatabase } from '../src/database/open-database.js'
import type { Database } from '../src/database/schema.js'
import { runCommand, UsageError } from './command.js'

const usage = `npm run --silent migrate -- up|down|status

  up      migrate the database to the newest step; the service does this itself when it starts
  down    revert the newest step and delete the data in its tables; stop the service first
  status  list all steps, each with the time of its execution

Exit code: 0 success, 1 failed, 2 wrong command line.`

function tell(steps: readonly string[], none: string): void {
  for (const line of steps.length > 0 ? steps : [none]) console.log(line)
}

const commands: Readonly<Record<string, (db: Kysely<Database>) => Promise<void>>> = {
  up: async (db) => {
    tell(await migrateUp(db, migrations), 'the database is up to date')
    for (const ids of await findCollisions(db)) {
      console.log(`users ${ids.join(', ')}: ${collisionNote}`)
    }
  },
  down: async (db) => tell(await migrateDown(db, migrations), 'there is no step to revert'),
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

await runCommand(usage, async ([command = '', ...rest]) => {
  if (!Object.hasOwn(commands, command) || rest.length > 0) {
    throw new UsageError(`Unknown command "${[command, ...rest].join(' ')}"`)
  }
  const settings = loadDatabaseSettings(readEnvironment(process.env))
  const timeouts = command === 'status' ? {} : migrationTimeouts
  const db = await openDatabase(settings, () => {}, timeouts)
  await thenCleanUp(
    checkConnection(db).then(() => (commands[command] as (typeof commands)[string])(db)),
    () => db.destroy()
  )
})
