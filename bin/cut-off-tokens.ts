import { setTimeout as sleep } from 'node:timers/promises'
import { orderCutOff, raiseUserIds } from '../src/accounts/order-cut-off.js'
import { thenCleanUp } from '../src/async/then-clean-up.js'
import { databaseTime } from '../src/database/clock.js'
import { formerInstances, runningInstances } from '../src/database/instances.js'
import { migrationTimeouts, openDatabase } from '../src/database/open-database.js'
import { inTransaction } from '../src/database/transaction.js'
import { isBehind, type Mark } from '../src/revocation/mark.js'
import { markApplied, recordedCutOff } from '../src/revocation/recorded-cut-off.js'
import { countCutOff, raiseRecorded, recordedMark } from '../src/revocation/recorded-mark.js'
import { type OperatorApp, ownAct } from './admin-commands.js'
import { isServed } from './publish-revocations.js'
import { putInForce, retry } from './put-in-force.js'
import { raiseMark, readMark } from './restored-database.js'

export interface CutOffRequest {
  /** In seconds since the epoch. */
  readonly time: number | 'now'
  /** How long to wait until the cut-off is in force, in seconds. */
  readonly timeout: number
  readonly resetsPasswords: boolean
  readonly disablesClients: boolean
}

/** How far the newest revocation may be in the future: the clocks of instances differ. In seconds. */
const clockTolerance = 60
/** After how long every instance has compared the database with the mark again, in milliseconds. */
const lookInterval = 1500

const format = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000', '')

async function timeOf({ db }: OperatorApp): Promise<number> {
  const { now } = await db.selectNoFrom(databaseTime(db).as('now')).executeTakeFirstOrThrow()
  return now
}

/** Waits for a change of all sessions as long as for a migration: there may be millions. */
async function withPatience<Result>(
  { db, config: { settings } }: OperatorApp,
  act: (db: OperatorApp['db']) => Promise<Result>
): Promise<Result> {
  if (settings.DATABASE_URL === undefined) return act(db)
  const patient = await openDatabase(settings, () => {}, migrationTimeouts)
  return thenCleanUp(act(patient), () => patient.destroy())
}

/** @throws Error that names instances whose release does not know cut-offs */
async function refuseFormerReleases(app: OperatorApp): Promise<void> {
  const former = await formerInstances(app.db)
  const names = former.map(({ pid, address }) => `on ${address}, PostgreSQL process ${pid}`)
  const { DATA_DIR, DATABASE_URL } = app.config.settings
  if (DATABASE_URL === undefined && isServed(app) && (await runningInstances(app.db)).length === 0)
    names.push(`the process that holds the serving lock in ${DATA_DIR}`)
  if (names.length === 0) return
  throw new Error(
    `Refused: an instance of an earlier release runs, which would go on to accept the tokens:\n  ${names.join('\n  ')}\nStop it first`
  )
}

/**
 * Determines from when on tokens are valid.
 *
 * @param now the time of the database
 * @throws Error that names both times
 */
async function chooseTime(
  { db }: OperatorApp,
  time: CutOffRequest['time'],
  mark: Mark,
  now: number
): Promise<number> {
  const newest = mark.newest ?? 0
  if (time === 'now') {
    if (newest <= now + clockTolerance) return Math.max(now + 1, newest)
    throw new Error(
      `The newest revocation was recorded at ${format(newest)}, and the time of the database is ${format(now)}: check the clocks`
    )
  }
  if (time > now) throw new Error(`${format(time)} is later than now, ${format(now)}`)
  const inForce = await recordedCutOff(db)
  if (inForce !== null && time < inForce.validFrom) {
    throw new Error(
      `${format(time)} is earlier than the time that is in force, ${format(inForce.validFrom)}`
    )
  }
  if (time < newest) {
    throw new Error(
      `${format(time)} is earlier than the newest revocation, ${format(newest)}: the token that it revoked would be valid again`
    )
  }
  return time
}

const warning = `A restore also undoes all other changes since the backup. Check them:
  - old passwords work again (--reset-passwords)
  - users whose ban or role was changed have the former state again
  - deleted accounts exist again, and accounts that were created later are missing
  - deleted clients and former client secrets work again (--disable-clients)`

/**
 * Makes every token that was issued before a time invalid, on every instance.
 *
 * The database stops being behind its mark only at the end: until then no instance serves from it.
 */
export async function* cutOffTokens(
  app: OperatorApp,
  { time, timeout, resetsPasswords, disablesClients }: CutOffRequest
): AsyncGenerator<string> {
  const { db, clock } = app
  await refuseFormerReleases(app)
  const mark = await readMark(app)
  const isRestored = isBehind(await recordedMark(db), mark)
  const orderedAt = await timeOf(app)
  const cutOff = { orderedAt, validFrom: await chooseTime(app, time, mark, orderedAt) }
  const { request } = ownAct()
  const order = { cutOff, resetsPasswords, disablesClients, request }
  const { count, revocations } = await withPatience(app, (patient) => orderCutOff(patient, order))
  await raiseUserIds(db, mark.user ?? 0)
  await putInForce(app, cutOff, revocations, timeout)
  const reached = await inTransaction(db, async (trx) => {
    await raiseRecorded(trx, mark)
    await markApplied(trx, cutOff.validFrom, clock())
    return countCutOff(trx, cutOff.validFrom)
  })
  await retry(app, timeout, () => raiseMark(app, reached))
  // No token is issued before that time.
  while ((await timeOf(app)) < cutOff.validFrom) await sleep(100)
  if (isRestored) await sleep(lookInterval)

  yield `Every token that was issued before ${format(cutOff.validFrom)} is invalid; ${count} sessions have ended`
  if (resetsPasswords) yield 'No password works until its user resets it by mail'
  if (disablesClients) yield 'No client credentials work until they are rotated or created anew'
  yield warning
}
