import assert from 'node:assert/strict'
import type { Model } from './model.js'
import type { Token } from './state.js'
import { outcomeOf, type System } from './system.js'

/** The credentials of a client that may introspect tokens. */
export const client = { name: 'model', secret: 'the-secret-of-a-client-that-introspects' }

const { name, secret } = client
const authorization = `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`

/** Tries every access and refresh token ever issued on both instances, without consuming any. */
export async function checkTokens(model: Model, system: System): Promise<void> {
  const expected = model.tokens.map((token) => ({
    films: model.validateAt('basic', token),
    users: model.validateAt('admin', token),
    introspection: { status: 200, active: model.isActive(token) }
  }))
  for (const at of [0, 1]) {
    const found = await Promise.all(model.tokens.map((token) => tryToken(system, at, token)))
    for (const [i, state] of found.entries()) {
      const { kind } = model.tokens[i] as Token
      assert.deepEqual(state, expected[i], `${kind} token ${i} on instance ${at}`)
    }
  }
}

async function tryToken(system: System, at: number, of: Token) {
  const token = system.bytesOf(of)
  const [films, users, introspection] = await Promise.all([
    system.send(at, { url: '/films/v1/', token }),
    system.send(at, { url: '/users/v1/?limit=1', token }),
    system.send(at, {
      method: 'POST',
      url: '/tokens/v1/introspect',
      authorization,
      body: `token=${token}`
    })
  ])
  return {
    films: outcomeOf(films),
    users: outcomeOf(users),
    introspection: { status: introspection.status, active: introspection.body.active }
  }
}
