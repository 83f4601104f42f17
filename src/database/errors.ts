const codeOf = (error: unknown) => String((error as { code?: unknown } | null)?.code)

/** Whether a row was refused because another one has its unique value. */
export function isUniqueViolation(error: unknown): boolean {
  return ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', '23505'].includes(
    codeOf(error)
  )
}

/** Whether a transaction was refused because of another one, rather than for what it asked. */
export function isConflict(error: unknown): boolean {
  // Serialization failure and deadlock.
  return isUniqueViolation(error) || ['40001', '40P01'].includes(codeOf(error))
}

/** What the drivers report while the database cannot be asked, by code or by the begin of it. */
const unreachable =
  /^(SQLITE_(BUSY|LOCKED|IOERR|FULL|CANTOPEN|READONLY)|08|25P0[23]|28|3D000|53|55000|57P|40001|40P01|55P03|57014|ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/

/** What `pg` throws without a code. */
const unreachableMessage =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/

/** Whether the database could not be asked, rather than having answered that the question is wrong. */
export function isDatabaseUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return unreachable.test(codeOf(error)) || unreachableMessage.test(error.message)
}
