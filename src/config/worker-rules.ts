import { readWhole } from '../query/plain-values.js'
import type { SettingIssue } from './start-error.js'

const most = 128

/**
 * Returns what is wrong with `WORKERS`. `auto` has the same requirements on every machine, also
 * where it results in one process.
 *
 * @param has which stores the settings name: PostgreSQL, and Redis in any of its settings
 */
export function checkWorkers(
  { WORKERS }: { readonly WORKERS: string },
  has: { readonly database: boolean; readonly redis: boolean }
): SettingIssue[] {
  const variable = 'WORKERS'
  const count = readWhole(WORKERS)
  if (WORKERS !== 'auto' && !(count >= 1 && count <= most)) {
    const message = `must be auto, or a whole number from 1 to ${most}, in plain digits`
    return [{ variable, message }]
  }
  const missing = [
    ...(has.database ? [] : ['DATABASE_URL']),
    ...(has.redis ? [] : ['REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER'])
  ]
  if (count === 1 || missing.length === 0) return []
  return [
    {
      variable,
      message: `several processes need PostgreSQL and Redis, because the embedded database and the set in memory serve only one: set ${missing.join(' and ')}, or WORKERS=1`
    }
  ]
}
