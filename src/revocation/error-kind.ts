import { databaseRefusal } from '../database/errors.js'
import { Problem } from '../problems/problem.js'
import { isRedisRefusal } from './redis/refusals.js'

/** Where an error comes from, for metrics and `/readyz`, which show no more of it. */
export const errorKinds = ['redis', 'database', 'other'] as const
export type ErrorKind = (typeof errorKinds)[number]

/** The codes of PostgreSQL and SQLite. */
const databaseCode = /^([\dA-Z]{5}|SQLITE_\w+)$/

export function errorKindOf(error: unknown): ErrorKind {
  const cause = error instanceof Problem ? error.cause : error
  const { name, message, code } = Object(cause) as Record<string, unknown>
  if (name === 'ReplyError' || isRedisRefusal(cause) || /\bRedis\b/.test(String(message))) {
    return 'redis'
  }
  const isFromDatabase =
    databaseRefusal(cause) !== null ||
    databaseCode.test(String(code)) ||
    /\bdatabase\b/.test(String(message))
  return isFromDatabase ? 'database' : 'other'
}
