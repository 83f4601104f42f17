import type { Kysely } from 'kysely'
import { migrations } from '../migrations/index.js'
import { loadDatabaseSettings, readEnvironment } from '../plugins/external/config.js'
import { collisionNote, findCollisions } from '../src/accounts/store/by-address.js'
import { checkConnection } from '../src/database/check-connection.js'
import { migrateDown, migrateUp, migrationStatus } from '../src/database/migrate.js'
import { migrationTimeouts, openDatabase } from '../src/database/open-database.js'
import type { Database } from '../src/database/schema.js'
import { thenCleanUp } from '../src/log/then-clean-up.js'
import { runCommand, UsageError } from './command.js'

const usage = `npm run --silent migrate -- up|down|status

  up      bring the database up to date; the service does that itself when it starts
  down    take the newest step back, with all that lies in its tables; stop the service first
  status  list the steps and when they were carried out

Exit code: 0 done, 1 failed, 2 wrong command line.`

function tell(steps: readonly string[], none: string): void {
  for (const line of steps.length > 0 ? steps : [none]) console.log(line)
}

const commands: Readonly<Record<string, (db: Kysely<Database>) => Promise<void>>> = {
  up: async (db) => {
    tell(await migrateUp(db, migrations), 'up to date')
    for (const ids of await findCollisions(db)) {
      console.log(`users ${ids.join(', ')}: ${collisionNote}`)
    }
  },
  down: async (db) => tell(await migrateDown(db, migrations), 'nothing to take back'),
  status: async (db) => {
    const steps = await migrationStatus(db, migrations)
    tell(
      steps.map(
        ({ name, executedAt, isNewer }) =>
          `${name}\t${executedAt?.toISOString() ?? 'pending'}${isNewer ? '\tof a newer release' : ''}`
      ),
      'no steps'
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
