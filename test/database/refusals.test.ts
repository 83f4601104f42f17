import t from 'tap'
import { type DatabaseState, databaseRefusal } from '../../src/database/errors.js'
import { reasonOf } from '../../src/log/reason-of.js'
import { problemFromError } from '../../src/problems/from-error.js'

const failure = (members: object, message = '') => Object.assign(new Error(message), members)

/**
 * Error codes of the drivers that are no programming error, with their state and whether they last.
 */
const refusals: readonly [state: DatabaseState, lasts: boolean, codes: readonly string[]][] = [
  ['database-lost', false, ['DATABASE_LOST', 'SQLITE_READONLY_DBMOVED']],
  ['database-full', true, ['SQLITE_FULL', '53100']],
  [
    'database-read-only',
    true,
    ['SQLITE_READONLY', 'SQLITE_READONLY_DIRECTORY', 'SQLITE_READONLY_CANTLOCK', '25006']
  ],
  [
    'database-unreachable',
    true,
    [
      'SQLITE_IOERR',
      'SQLITE_IOERR_WRITE',
      'SQLITE_IOERR_FSYNC',
      'SQLITE_CANTOPEN',
      'SQLITE_CORRUPT',
      'SQLITE_NOTADB',
      'SQLITE_NOMEM',
      '53000',
      '53200',
      '53300',
      '53400',
      '58000',
      '58030',
      '58P01',
      'XX000',
      'XX001',
      'F0001',
      '42501'
    ]
  ],
  [
    'database-unreachable',
    false,
    [
      'SQLITE_BUSY',
      'SQLITE_BUSY_SNAPSHOT',
      'SQLITE_LOCKED',
      '08000',
      '08006',
      '08P01',
      '25P02',
      '25P03',
      '25P04',
      '28000',
      '28P01',
      '3D000',
      '40001',
      '40003',
      '40P01',
      '55000',
      '55006',
      '55P03',
      '57014',
      '57P01',
      '57P02',
      '57P03',
      '57P04',
      '57P05',
      'ECONNREFUSED',
      'ECONNRESET',
      'ETIMEDOUT',
      'EPIPE',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'EADDRNOTAVAIL',
      'EMFILE',
      'CERT_HAS_EXPIRED',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'ERR_TLS_CERT_ALTNAME_INVALID'
    ]
  ]
]

const messages = [
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'The server does not support SSL connections'
]

/** Codes of invalid queries and of unknown errors. */
const ours = [
  'SQLITE_ERROR',
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_MISMATCH',
  'SQLITE_RANGE',
  'SQLITE_TOOBIG',
  '22P02',
  '23502',
  '23503',
  '23505',
  '25001',
  '25P01',
  '42601',
  '42703',
  '42P01',
  'ENOENT',
  'EACCES',
  'ERR_INVALID_ARG_TYPE'
]

t.test('a database error returns 503 with its state and Retry-After', async (t) => {
  for (const [state, lasts, codes] of refusals) {
    for (const code of codes) {
      const error = failure({ code })
      t.match(databaseRefusal(error), { state, lasts }, code)
      const { code: problem, message, headers, cause } = problemFromError(error)
      t.equal(problem, 'service-unavailable', code)
      t.ok(message.startsWith(`${state}: `), code)
      t.match(headers['retry-after'], /^[1-9]\d*$/, code)
      t.equal(cause, error, 'the cause is available to the log')
    }
  }
  for (const message of messages) {
    t.match(databaseRefusal(failure({}, message)), { state: 'database-unreachable' }, message)
  }
  const socket = failure({ code: 'ENOENT', syscall: 'connect' })
  t.match(
    databaseRefusal(socket),
    { state: 'database-unreachable' },
    'a Unix domain socket that does not exist'
  )
})

t.test('a programming error returns 500', async (t) => {
  for (const code of ours) {
    t.equal(databaseRefusal(failure({ code })), null, code)
    t.equal(problemFromError(failure({ code })).code, 'internal-error', code)
  }
  t.equal(databaseRefusal({ code: 'SQLITE_BUSY' }), null, 'not an Error instance')
  t.equal(databaseRefusal(null), null)
})

t.test('a file system error takes precedence over the SQLite error', async (t) => {
  const states = {
    ENOSPC: 'database-full',
    EDQUOT: 'database-full',
    EFBIG: 'database-full',
    EROFS: 'database-read-only',
    EIO: 'database-unreachable'
  }
  for (const [code, state] of Object.entries(states)) {
    const cause = failure({ code }, `${code}: write`)
    const error = failure({ code: 'SQLITE_IOERR_WRITE', cause }, 'disk I/O error')
    t.match(databaseRefusal(error), { state }, code)
    t.equal(reasonOf(error), `disk I/O error (${code}: write)`)
  }
})

t.test('reasonOf returns the code of an error without a message', async (t) => {
  t.equal(reasonOf(failure({ code: 'ECONNREFUSED' })), 'ECONNREFUSED')
  t.equal(reasonOf('thrown text'), 'thrown text')
  t.equal(reasonOf(undefined), 'undefined')
})

/** Error responses of Redis, and errors of its client without a response. */
const ofRedis: Record<string, readonly string[]> = {
  ReplyError: [
    "READONLY You can't write against a read only replica.",
    "OOM command not allowed when used memory > 'maxmemory'.",
    'MISCONF Redis is configured to save RDB snapshots',
    'LOADING Redis is loading the dataset in memory',
    'BUSY Redis is busy running a script.',
    'MASTERDOWN Link with MASTER is down',
    'NOREPLICAS Not enough good replicas to write.',
    'CLUSTERDOWN The cluster is down',
    'MOVED 1 127.0.0.1:7000',
    'TRYAGAIN Multiple keys request during rehashing of slot',
    'NOAUTH Authentication required.',
    'WRONGPASS invalid username-password pair',
    "NOPERM User default has no permissions to run the 'zadd' command",
    'ERR max number of clients reached'
  ],
  MaxRetriesPerRequestError: ['Reached the max retries per request limit'],
  Error: [
    'Command timed out',
    'Connection is closed.',
    "Stream isn't writeable and enableOfflineQueue options is false",
    'All sentinels are unreachable.',
    'None of startup nodes is available'
  ]
}

t.test('a Redis error returns 503 with Retry-After, a programming error 500', async (t) => {
  for (const [name, messages] of Object.entries(ofRedis)) {
    for (const message of messages) {
      const error = failure({ name }, message)
      const problem = problemFromError(error)
      t.equal(problem.code, 'service-unavailable', message)
      t.match(problem.message, /^redis-unreachable: /)
      t.match(problem.headers['retry-after'], /^[1-9]/)
    }
  }
  for (const message of [
    'WRONGTYPE Operation against a key',
    'ERR unknown command',
    'ERR syntax'
  ]) {
    t.equal(problemFromError(failure({ name: 'ReplyError' }, message)).code, 'internal-error')
  }
  t.equal(problemFromError(failure({}, 'OOM command not allowed')).code, 'internal-error')
})
