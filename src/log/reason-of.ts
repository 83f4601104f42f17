interface Thrown {
  readonly message?: unknown
  readonly code?: unknown
  readonly cause?: unknown
}

/** Returns the text to log for an error. Some network errors have a code and no message. */
export function reasonOf(error: unknown): string {
  const { message, code, cause } = (error ?? {}) as Thrown
  const own = String(message || code || error)
  return cause instanceof Error ? `${own} (${cause.message})` : own
}
