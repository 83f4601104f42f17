import { computed, signal } from '@preact/signals'
import { createStarWarsClient, type Pair } from '../../client/index.js'
import { decodeToken } from './claims.js'
import { createLock } from './lock.js'
import { dataOf, type Problem } from './problem.js'
import { basePath, baseUrl } from './settings.js'
import { joinTabs, parsePair, sidOf, type TimedPair, timeAfter } from './tabs.js'

const storageKey = `starwars-api${basePath}`

/** Why a session ended, in the words of the page. */
export const reasons = {
  signedOut: 'You have signed out.',
  signedOutEverywhere: 'You have signed out on every device.',
  passwordChanged: 'Your password has changed, and all your sessions have ended.',
  deleted: 'Your account is deleted.',
  revoked: 'Your session was ended: it was signed out elsewhere, taken over, or revoked.',
  over: 'Your session has ended: it has expired, or it was ended elsewhere.'
} as const

function readStored(): TimedPair | null {
  try {
    return parsePair(sessionStorage.getItem(storageKey))
  } catch {
    // The user may have forbidden all storage. Memory is enough until a reload.
    return null
  }
}

function store(next: TimedPair | null): void {
  try {
    if (next === null) sessionStorage.removeItem(storageKey)
    else sessionStorage.setItem(storageKey, JSON.stringify(next))
  } catch {
    // As above.
  }
}

/** The tokens of the session; null when signed out. They live in memory and in this tab's storage. */
export const pair = signal<TimedPair | null>(readStored())
/** Why the last session ended; null while there is none to explain. */
export const ended = signal<string | null>(null)

/** Whether the user has ended the last session, in this tab or another one. */
export const hasLeft = computed(
  () => ended.value !== null && ended.value !== reasons.revoked && ended.value !== reasons.over
)

/** The claims of the access token; null when signed out. */
export const claims = computed(() => pair.value && (decodeToken(pair.value.token)?.claims ?? null))
export const isSignedIn = computed(() => pair.value !== null)
export const isAdmin = computed(() => claims.value?.access_role === 'admin')

function adopt(next: TimedPair): void {
  ended.value = null
  pair.value = next
  store(next)
}

function forget(reason: string): void {
  ended.value = reason
  pair.value = null
  store(null)
}

const channel = new BroadcastChannel(storageKey)
const tabs = joinTabs(
  { get: () => pair.value, adopt, end: forget },
  (message) => channel.postMessage(message),
  (ms) => new Promise((resolve) => setTimeout(resolve, ms))
)
channel.onmessage = ({ data }) => tabs.receive(data)

/** Keeps a pair that the service has just issued, and tells the other tabs. */
function keep({ token, refresh_token }: Pair): void {
  const next = { token, refresh_token, at: timeAfter(pair.value, Date.now()) }
  adopt(next)
  tabs.tellPair(next)
}

/** Ends the session in every tab. It does not revoke anything. */
export function endSession(reason: string): void {
  const old = pair.value
  forget(reason)
  if (old !== null) tabs.tellEnd(old, reason)
}

/** Ends the session if its access token is the one that the service rejects. */
export async function noticeRejection(token: string): Promise<void> {
  const own = pair.value
  if (own?.token !== token) return
  // Another tab may have refreshed it.
  await tabs.ask()
  if (pair.value === own) endSession(reasons.revoked)
}

/** Only a secure context has locks for all tabs: HTTPS, or the loopback. */
const runLocked = createLock(storageKey, globalThis.navigator?.locks)

/** Runs an act that uses the refresh token: in one tab at a time, with the newest pair of all tabs. */
const exclusively = <Result>(act: () => Promise<Result>) =>
  runLocked(async () => {
    await tabs.ask()
    return act()
  })

async function isRejected(response: Response): Promise<boolean> {
  if (response.status !== 401) return false
  const body: Promise<unknown> = response.clone().json()
  const problem = (await body.catch(() => null)) as Partial<Problem> | null
  return problem?.code === 'token-invalid'
}

/** Routes that take only other kinds of token: that they reject ours says nothing about it. */
const takesOtherTokens = ({ method, url }: Request) =>
  method === 'POST' &&
  /\/users\/v1\/(generate_tokens|email_verification|password_change)\/?$/.test(
    new URL(url).pathname
  )

/** How long a refresh or a sign-out may take, in milliseconds: the other tabs wait for its lock. */
const lockTimeout = 30_000

const fetchLimited = (request: Request) =>
  fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(lockTimeout)]) })

/**
 * Sends a request. A rejection of the session's access token ends the session, unless another tab has
 * refreshed it: then the request is sent again.
 */
async function send(request: Request): Promise<Response> {
  const own = pair.value
  const isOwn = own !== null && request.headers.get('authorization') === `Bearer ${own.token}`
  if (!isOwn || takesOtherTokens(request)) return fetchLimited(request)
  const response = await fetch(request.clone())
  if (!(await isRejected(response))) return response
  if (pair.value === own) await tabs.ask()
  const next = pair.value
  if (next === own) endSession(reasons.revoked)
  // Never sends a request of one session with the token of another one.
  if (next === null || next === own || sidOf(next) !== sidOf(own)) return response
  const again = new Request(request)
  again.headers.set('authorization', `Bearer ${next.token}`)
  return fetch(again)
}

/** The client of the page. Only one tab refreshes at a time, and the others take over its pair. */
export const api = createStarWarsClient({
  baseUrl,
  fetch: send,
  store: {
    get: () => pair.value,
    set(next) {
      if (next !== null) keep(next)
      else if (pair.value !== null) endSession(reasons.over)
    },
    exclusively
  }
})

/** The refresh token lives longer than the access token. */
const withRefreshToken = (own: Pair) => ({
  headers: { authorization: `Bearer ${own.refresh_token}` }
})

const isOver = (thrown: unknown) => (thrown as Problem).status === 401

/**
 * Signs out in every tab, also where the session has ended meanwhile.
 *
 * @throws Problem if the service did not end the session
 */
export const signOut = (scope: 'local' | 'all' = 'local'): Promise<void> =>
  exclusively(async () => {
    const own = pair.value
    if (own === null) return
    const params = { query: { scope } }
    try {
      await dataOf(api.POST('/users/v1/logout', { params, ...withRefreshToken(own) }))
      endSession(scope === 'all' ? reasons.signedOutEverywhere : reasons.signedOut)
    } catch (thrown) {
      if (!isOver(thrown)) throw thrown
      endSession(reasons.over)
    }
  })

/**
 * Exchanges the pair of the session for a new one.
 *
 * @throws Problem
 */
export const refreshNow = (): Promise<void> =>
  exclusively(async () => {
    const own = pair.value
    if (own === null) return
    try {
      keep(await dataOf(api.POST('/users/v1/generate_tokens', withRefreshToken(own))))
    } catch (thrown) {
      if (isOver(thrown)) endSession(reasons.over)
      throw thrown
    }
  })

/** Resolves when the tab knows the session of the other tabs. */
export const joined: Promise<void> = tabs.ask()
