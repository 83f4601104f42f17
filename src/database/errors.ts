interface DriverError {
  readonly code?: unknown
  readonly syscall?: unknown
  readonly message?: unknown
  readonly cause?: unknown
}

const codeOf = (error: unknown) => String((error as DriverError | null | undefined)?.code)

/** Whether a row was rejected because another row has the same unique value. */
export function isUniqueViolation(error: unknown): boolean {
  return ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', '23505'].includes(
    codeOf(error)
  )
}

/**
 * Whether a transaction failed because of a concurrent one, and not because of its own statements.
 */
export function isConflict(error: unknown): boolean {
  // Serialization failure and deadlock.
  return isUniqueViolation(error) || ['40001', '40P01'].includes(codeOf(error))
}

/** What the database currently cannot do, as `/readyz` and 503 responses name it. */
export const databaseStates = {
  'database-unreachable': 'the database cannot be reached, or cannot execute queries',
  'database-full': 'the database accepts no writes: its disk is full',
  'database-read-only': 'the database accepts no writes: it is read-only',
  'database-lost': 'the database file was removed or replaced while the service runs'
} as const
export type DatabaseState = keyof typeof databaseStates

interface DatabaseRefusal {
  readonly state: DatabaseState
  /**
   * Whether it affects only writes, until its cause is removed. Others are temporary, or affect
   * every query.
   */
  readonly lasts: boolean
}

const refusal = (state: DatabaseState, lasts: boolean, codes: RegExp) => ({ state, lasts, codes })

/**
 * Codes of SQLite (sqlite.org/rescode.html), PostgreSQL (its manual, appendix A) and the network
 * that do not mean that the query is wrong. The first matching entry applies.
 */
const refusals = [
  refusal('database-lost', false, /^(DATABASE_LOST|SQLITE_READONLY_DBMOVED)$/),
  refusal('database-full', true, /^(SQLITE_FULL|53100|ENOSPC|EDQUOT|EFBIG)$/),
  refusal('database-read-only', true, /^(SQLITE_READONLY|25006$|EROFS$)/),
  refusal(
    'database-unreachable',
    true,
    /^(SQLITE_(IOERR|CANTOPEN|CORRUPT|NOTADB|NOMEM|NOLFS|PERM|AUTH|PROTOCOL)|42501$|(53|58|XX|F0)[\dA-Z]{3}$)/
  ),
  // Busy, cancelled, shut down, disconnected, not admitted.
  refusal(
    'database-unreachable',
    false,
    /^(SQLITE_(BUSY|LOCKED|INTERRUPT)|(25P02|25P03|25P04|3D000|40001|40003|40P01|55000|55006|55P03)$|(08|28|57)[\dA-Z]{3}$)/
  ),
  refusal(
    'database-unreachable',
    false,
    /^(ECONN|ETIMEDOUT$|EPIPE$|ENOTFOUND$|EAI_|EHOST|ENET|EADDRNOTAVAIL$|EMFILE$|ENFILE$|EPROTO$|ERR_(SSL|TLS)_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH$)/
  )
]

/** Matches the errors of `pg` that have no code. */
const unreachableMessage =
  /^(Connection terminated|timeout (exceeded when trying to connect|expired)|Query read timeout|Client (has encountered a connection error|was closed)|The server does not support SSL|There was an error establishing an SSL|a connection was released)/

/**
 * Classifies a driver error that does not mean that the query is wrong: the database could not be
 * reached, or could not execute the query.
 *
 * @returns null if the database rejected the query as wrong, and for any other error
 */
export function databaseRefusal(error: unknown): DatabaseRefusal | null {
  if (!(error instanceof Error)) return null
  // The error of the file system is more exact than SQLite's "disk I/O error".
  const codes = [codeOf(error), codeOf(error.cause)]
  const known = refusals.find((entry) => codes.some((code) => entry.codes.test(code)))
  if (known) return known
  // A server on the same machine may use a Unix socket, whose errors are those of files.
  const isConnecting = (error as DriverError).syscall === 'connect'
  if (isConnecting || unreachableMessage.test(error.message)) {
    return { state: 'database-unreachable', lasts: false }
  }
  return null
}

/**
 * Whether PostgreSQL responds, but rejects this query: the role lacks a right to a table, or there is
 * no such table (class 42 of its errors). Other instances may have another role.
 */
export const isQueryRejected = (error: unknown): boolean => /^42[\dA-Z]{3}$/.test(codeOf(error))

/** Starting, stopping or in recovery; without a free connection; the connection was lost. */
const awayCodes =
  /^(57P0[123]|53300|08[\dA-Z]{3}|ECONN(REFUSED|RESET|ABORTED)|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOST(UNREACH|DOWN)|ENET(UNREACH|DOWN))$/
const awayMessages =
  /^(Connection terminated|timeout (exceeded when trying to connect|expired)|Query read timeout)/

/**
 * Whether the database is down, starts, stops or has no free connection: it may be back without a
 * change of the settings. A refused user or a missing database is none of these.
 */
export function isDatabaseAway(error: unknown): boolean {
  const { syscall, message } = error as DriverError
  // The socket of a server on the same machine is missing while the server is down.
  const hasNoSocket = syscall === 'connect' && codeOf(error) === 'ENOENT'
  return hasNoSocket || awayCodes.test(codeOf(error)) || awayMessages.test(String(message))
}

/** Whether the database could not be reached, or could not execute a valid query. */
export const isDatabaseUnreachable = (error: unknown): boolean => databaseRefusal(error) !== null
