import { computed, signal } from '@preact/signals'
import { createStarWarsClient, type Pair } from '../../client/index.js'
import { decodeToken } from './claims.js'
import { basePath, baseUrl } from './settings.js'
import { joinTabs } from './tabs.js'

const storageKey = `starwars-api${basePath}`

/** Why a session ended, in the words of the page. */
export const reasons = {
  signedOut: 'You have signed out.',
  revoked: 'Your session was ended: it was signed out elsewhere, taken over, or revoked.',
  over: 'Your session has ended: it has expired, or it was ended elsewhere.'
} as const

function readStored(): Pair | null {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? 'null')
  } catch {
    return null
  }
}

/** The tokens of the session; null when signed out. They live in memory and in this tab's storage. */
export const pair = signal<Pair | null>(readStored())
/** Why the last session ended; null while there is none to explain. */
export const ended = signal<string | null>(null)

/** The claims of the access token; null when signed out. */
export const claims = computed(() => pair.value && (decodeToken(pair.value.token)?.claims ?? null))
export const isSignedIn = computed(() => pair.value !== null)
export const isAdmin = computed(() => claims.value?.access_role === 'admin')

function keep(next: Pair | null): void {
  pair.value = next && { token: next.token, refresh_token: next.refresh_token }
  if (next === null) sessionStorage.removeItem(storageKey)
  else sessionStorage.setItem(storageKey, JSON.stringify(pair.value))
}

const tabs = joinTabs(storageKey, {
  get: () => pair.value,
  adopt(next) {
    ended.value = null
    keep(next)
  },
  end(reason) {
    ended.value = reason
    keep(null)
  }
})

/** The reason of the session's next end, as far as this tab causes it. */
let nextReason: string = reasons.over

/** Ends the session in every tab. It does not revoke anything. */
function end(reason: string): void {
  const old = pair.value
  if (old === null) return
  ended.value = reason
  keep(null)
  tabs.tellEnd(old, reason)
}

/** Ends the session, unless another tab has a newer pair. */
async function endUnlessRenewed(token: string): Promise<void> {
  if (pair.value?.token !== token) return
  await tabs.ask()
  if (pair.value?.token === token) end(reasons.revoked)
}

/** Routes that take only other kinds of token: that they reject ours says nothing about it. */
const takesOtherTokens = ({ method, url }: Request) =>
  method === 'POST' &&
  /\/users\/v1\/(generate_tokens|email_verification|password_change)\/?$/.test(
    new URL(url).pathname
  )

/** Sends a request. The rejection of the session's own token ends the session. */
async function send(request: Request): Promise<Response> {
  const response = await fetch(request)
  const own = pair.value
  const sent = request.headers.get('authorization')
  if (response.status === 401 && own !== null && sent === `Bearer ${own.token}`) {
    if (takesOtherTokens(request)) return response
    const { code } = await response
      .clone()
      .json()
      .catch(() => ({}))
    if (code === 'token-invalid') await endUnlessRenewed(own.token)
  }
  return response
}

/** The client of the page. Only one tab refreshes at a time, and the others take over its pair. */
export const api = createStarWarsClient({
  baseUrl,
  fetch: send,
  store: {
    get: () => pair.value,
    set(next) {
      if (next === null) return end(nextReason)
      ended.value = null
      keep(next)
      tabs.tellPair(next)
    },
    async exclusively(refresh) {
      const act = async () => {
        await tabs.ask()
        return refresh()
      }
      // Only a secure context has locks: HTTPS, or the loopback.
      return navigator.locks ? await navigator.locks.request(storageKey, act) : act()
    }
  }
})

/** Signs out in every tab. Returns the problem if the service did not end the session. */
export async function signOut(scope: 'local' | 'all' = 'local') {
  nextReason = reasons.signedOut
  try {
    const { error, response } = await api.logOut(scope)
    return response.status === 401 ? undefined : error
  } finally {
    nextReason = reasons.over
  }
}

/** Resolves when the tab knows the session of the other tabs. */
export const joined: Promise<void> = tabs.ask()
