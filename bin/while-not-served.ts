import type { Kysely } from 'kysely'
import type { loadDatabaseSettings } from '../plugins/external/config.js'
import { thenCleanUp } from '../src/async/then-clean-up.js'
import { formerInstances, runningInstances } from '../src/database/instances.js'
import type { Database } from '../src/database/schema.js'
import { takeServingLock } from '../src/database/serving-lock.js'

export type DatabaseSettings = ReturnType<typeof loadDatabaseSettings>

const consequence =
  'Requests that need its tables fail with 500 or 503, their data is lost, and the next start of this release runs the step again'

/** Names every instance that serves from a PostgreSQL database. */
async function namesOfInstances(db: Kysely<Database>): Promise<string[]> {
  const running = await runningInstances(db)
  const former = await formerInstances(db)
  return [
    ...running.map(
      ({ host, pid, version, age }) =>
        `host ${host}, process ${pid}, version ${version}, last seen ${age} s ago`
    ),
    ...former.map(
      ({ pid, address }) => `an earlier release on ${address}, PostgreSQL process ${pid}`
    )
  ]
}

/**
 * Runs an act that running instances would not survive.
 *
 * @param isForced runs it also while an instance serves, with a warning
 * @throws Error that names the instances that serve from this database
 */
export async function whileNotServed(
  db: Kysely<Database>,
  { settings, isForced }: { readonly settings: DatabaseSettings; readonly isForced: boolean },
  act: () => Promise<void>
): Promise<void> {
  const { DATA_DIR, DATABASE_URL } = settings
  // Held during the act: no instance on SQLite starts meanwhile.
  const lock = DATABASE_URL === undefined ? takeServingLock(DATA_DIR) : undefined
  const names =
    lock === undefined
      ? await namesOfInstances(db)
      : lock === null
        ? [`a process holds the serving lock in ${DATA_DIR}`]
        : []
  const list = names.map((name) => `\n  ${name}`).join('')
  if (names.length > 0 && !isForced) {
    throw new Error(`Refused, because the service runs on this database:${list}
Stop it first. An instance that was killed counts for a minute. --force reverts the step all the same. ${consequence}`)
  }
  if (names.length > 0) {
    console.error(`Warning: the service runs on this database:${list}\n${consequence}`)
  }
  await thenCleanUp(act(), async () => lock?.release())
}
