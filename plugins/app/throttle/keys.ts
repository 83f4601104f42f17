import { createHash } from 'node:crypto'
import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import { emailKey } from '../../../src/accounts/email.js'
import { ipv6Prefix } from '../../../src/throttling/policies.js'

/** Hashes a key, so that it reveals no user and no address. */
const keyOf = (text: string) => createHash('sha256').update(text).digest('base64url')

/** The client's address, as its proxies report it; for IPv6, the /64 network of one customer. */
const networkOf = ({ ip }: FastifyRequest) => normalizeIP(ip, ipv6Prefix)

/**
 * Returns the key of the account in a request: its token's user, or else the email address in its
 * body; null without either.
 */
export function accountKey({ body, tokenInfo }: FastifyRequest): string | null {
  // The token takes precedence: a body may contain anything, even if the route ignores it.
  if (tokenInfo !== null) return keyOf(`user ${tokenInfo.user_id}`)
  const email = (body as { email?: unknown } | null | undefined)?.email
  return typeof email === 'string' ? keyOf(`email ${emailKey(email)}`) : null
}

export const addressKey = (request: FastifyRequest) => keyOf(networkOf(request))

export const accountAndNetworkKey = (request: FastifyRequest) =>
  keyOf(`${accountKey(request)} ${networkOf(request)}`)

/** Returns the key for logins to an account from the client's network. */
export const loginKey = (request: FastifyRequest, email: string) =>
  keyOf(`${emailKey(email)} ${networkOf(request)}`)
