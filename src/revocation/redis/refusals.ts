/**
 * Matches the errors by which Redis refuses a valid command. Others (`WRONGTYPE`, an error of a
 * script) mean that the command is wrong.
 */
const answers =
  /^(READONLY|OOM|MISCONF|LOADING|BUSY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|MOVED|ASK|TRYAGAIN|NOAUTH|WRONGPASS|NOPERM|UNBLOCKED|NOGOODSLAVE|NOQUORUM|EXECABORT|ERR max number of clients|ERR operation not permitted|ERR AUTH)\b/

/** Matches the errors of ioredis if there is no reply. */
const silences =
  /^(Command timed out|Connection is closed|Connection is in|Stream isn't writeable|Reached the max retries|Cluster isn't ready|All sentinels are unreachable|None of startup nodes is available|Failed to refresh slots cache|Cluster is ended|Too many Cluster redirections|Socket timeout)/

/** Whether Redis refuses a valid command or is unreachable. False for a wrong command. */
export function isRedisRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'ReplyError') return answers.test(error.message)
  return error.name === 'MaxRetriesPerRequestError' || silences.test(error.message)
}
