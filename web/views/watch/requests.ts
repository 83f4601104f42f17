import { problemOf, unreachable } from '../../api/problem.js'
import { baseUrl } from '../../api/settings.js'
import type { Answer } from './watcher.js'

/** A secured route whose answer costs the service next to nothing. */
export const watchedPath = '/films/v1/schema'

/** How long to wait for an answer, in milliseconds. */
const timeout = 5000

/** Asks an instance with a token, without the client of the page, which would refresh it. */
export async function sendProbe(origin: string, token: string): Promise<Answer> {
  try {
    const response = await fetch(`${origin}${watchedPath}`, {
      headers: { authorization: `Bearer ${token}` },
      cache: 'no-store',
      // The page that a proxy redirects to is no answer of the instance.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout)
    })
    const { status } = response
    if (status === 401) {
      const { code } = await response.json().catch(() => ({}))
      return { status, code }
    }
    // The answer has arrived. Its body only has to leave the connection.
    void response.arrayBuffer().catch(() => {})
    return { status }
  } catch {
    return { status: 0 }
  }
}

/** Revokes a token (RFC 7009): whoever has it may do so. @throws Problem */
export async function sendRevocation(token: string): Promise<void> {
  const response = await fetch(`${baseUrl}/tokens/v1/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token }),
    cache: 'no-store',
    redirect: 'manual'
  }).catch(() => null)
  if (response === null || response.type === 'opaqueredirect') throw unreachable
  if (!response.ok) throw problemOf(await response.json().catch(() => null), response)
}
