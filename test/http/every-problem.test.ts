import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { type ProblemCode, problemCodes, problems } from '../../src/problems/catalogue.js'
import { problem } from '../../src/problems/problem.js'
import { createUser, deleteMe, disable, endSession, logIn, tryLogin } from '../accounts/actors.js'
import { bearer, listen, mint, sendRaw } from '../helper.js'
import { type Answered, assertProblem, parseRaw, statuses } from './assert-problem.js'
import { listenImpatiently } from './impatient-server.js'

type Service = Awaited<ReturnType<typeof listen>>

const ask = ({ server }: Service, url: string, headers: Record<string, string> = {}) =>
  server.inject({ url, headers: { ...bearer(mint()), ...headers } })

const films = (service: Service, query: string, headers: Record<string, string> = {}) =>
  ask(service, `/films/v1/${query}`, headers)

const logout = (service: Service, type: string, payload: string) =>
  service.server.inject({
    method: 'POST',
    url: '/users/v1/logout',
    headers: { ...bearer(mint()), 'content-type': type },
    payload
  })

const raw = async ({ port }: Service, bytes: string) => parseRaw(await sendRaw(port, bytes))

/** A request for each code. The type requires an entry for each new code. */
const requests: Record<ProblemCode, (service: Service, t: Test) => Promise<Answered>> = {
  'token-missing': ({ server }) => server.inject('/films/v1/'),
  'token-invalid': (service) => films(service, '', bearer('a.b.c')),
  'token-expired': (service) => films(service, '', bearer(mint('access', { exp: 1 }))),
  'authorisation-required': ({ server }) =>
    server.inject({ url: '/for-admins', headers: bearer(mint()) }),
  'credentials-invalid': async ({ server }) =>
    tryLogin(server, { ...(await createUser(server)), password: 'wrong' }),
  'email-unverified': async ({ server }) =>
    tryLogin(server, await createUser(server, { isVerified: false })),
  'account-disabled': async ({ server }) => {
    const user = await createUser(server)
    await disable(server, user)
    return tryLogin(server, user)
  },
  'user-already-logged-in': async ({ server }) => {
    const user = await createUser(server)
    await logIn(server, user)
    return tryLogin(server, user)
  },
  'last-admin': async ({ server }) => {
    await server.db.updateTable('users').set({ access_role: 'basic' }).execute()
    const user = await createUser(server, { role: 'admin' })
    return deleteMe(server, (await logIn(server, user)).token, user.password)
  },
  'self-forbidden': async ({ server }) => {
    const admin = await createUser(server, { role: 'admin' })
    const headers = bearer((await logIn(server, admin)).token)
    return server.inject({ method: 'DELETE', url: `/users/v1/${admin.id}`, headers })
  },
  'user-not-found': async ({ server }) => {
    const { token } = await logIn(server, await createUser(server, { role: 'admin' }))
    return server.inject({ url: '/users/v1/0', headers: bearer(token) })
  },
  'session-not-found': async ({ server }) => {
    const { token } = await logIn(server, await createUser(server))
    return endSession(server, token, randomUUID())
  },
  'validation-failed': (service) => films(service, '?limit=0'),
  'json-unreadable': (service) => logout(service, 'application/json', '{'),
  'url-invalid': (service) => films(service, '%'),
  'request-malformed': (service) => raw(service, 'nonsense\r\n\r\n'),
  'password-weak': ({ server }) => server.inject('/weak-password'),
  'film-not-found': (service) => films(service, '999'),
  'character-not-found': (service) => ask(service, '/characters/v1/17'),
  'planet-not-found': (service) => ask(service, '/planets/v1/999'),
  'species-not-found': (service) => ask(service, '/species/v1/999'),
  'starship-not-found': (service) => ask(service, '/starships/v1/1'),
  'vehicle-not-found': (service) => ask(service, '/vehicles/v1/1'),
  'not-found': ({ server }) => server.inject('/nothing'),
  'method-not-allowed': ({ server }) => server.inject({ method: 'DELETE', url: '/films/v1/' }),
  'not-acceptable': (service) => films(service, '', { accept: 'text/html' }),
  'request-timeout': async (_service, t) => {
    const { port } = await listenImpatiently(t)
    return parseRaw(await sendRaw(port, 'GET / HTTP/1.1\r\n'))
  },
  'payload-too-large': (service) => logout(service, 'application/json', `"${'a'.repeat(65_536)}"`),
  'uri-too-long': (service) => films(service, `?${'a'.repeat(8192)}`),
  'unsupported-media-type': (service) => logout(service, 'text/plain', 'goodbye'),
  'rate-limited': ({ server }) => server.inject('/throttled'),
  'headers-too-large': (service) =>
    raw(service, `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(17_000)}\r\n\r\n`),
  'service-unavailable': ({ server }) => {
    server.revocationSet.probe = async () => {
      throw problem('service-unavailable')
    }
    return server.inject('/readyz')
  },
  'internal-error': ({ server }) => server.inject('/failing')
}

t.test('every problem of the catalogue can occur and has a valid document', async (t) => {
  const service = await listen(t, {
    before(server) {
      server.get('/for-admins', { config: { minimumRole: 'admin' } }, async () => 'never')
      server.get('/throttled', { config: { public: true } }, async () => {
        throw problem('rate-limited')
      })
      server.get('/weak-password', { config: { public: true } }, async () =>
        server.passwords.check('password', 'rey@example.org')
      )
      server.get('/failing', { config: { public: true } }, async () => {
        throw new Error('unforeseen')
      })
    }
  })
  for (const code of problemCodes) {
    await t.test(code, async (t) => {
      assertProblem(t, await requests[code](service, t), code)
    })
  }
})

t.test('the catalogue has the documented statuses', async (t) => {
  const table = problemCodes.map((code) => [code, problems[code].status])
  t.strictSame(Object.fromEntries(table), statuses)
})

t.test('a 503 has a Retry-After', async (t) => {
  const { server } = await listen(t)
  server.revocationSet.probe = async () => {
    throw problem('service-unavailable')
  }
  t.equal((await server.inject('/readyz')).headers['retry-after'], '1')
})
