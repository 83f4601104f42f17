/**
 * Matches reasons that end by themselves: Redis is down, restarts, loads its data or fails over. All
 * other reasons need the operator: a wrong password, missing rights, TLS, an eviction policy.
 */
const away =
  /ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|Connection is closed|Connection ended|timed out|timeout|it is loading its data|LOADING|MASTERDOWN|CLUSTERDOWN|max number of clients|Failed to refresh slots cache|None of startup nodes|no master of the Cluster responds/

/** A Sentinel without TLS accepts the connection, and closes it during the handshake. */
const closedBySentinel = /Last error: Connection is closed/

/** Whether Redis is away for a while, by the reason why it cannot be used. */
export function isAway(reason: string, usesTls: boolean): boolean {
  return away.test(reason) && !(usesTls && closedBySentinel.test(reason))
}
