import type { User } from '../bench/users.js'
import type { Instance } from './instance.js'
import type { RevokedToken } from './ledger.js'
import type { Samples } from './samples.js'
import { type HttpResult, isGood } from './send-request.js'
import type { Session } from './session.js'

/** Sends a revoked token: any response that accepts it is wrong. */
export function sendRevoked(
  samples: Samples,
  instance: Instance,
  { kind, bytes: token }: RevokedToken
): Promise<HttpResult> {
  const asked =
    kind === 'access'
      ? instance.send('/films/v1/', { token })
      : instance.send('/users/v1/generate_tokens', { method: 'POST', token })
  return samples.note('revoked', instance.name, asked, isGood)
}

/** Sends a token that is not revoked: a refusal is wrong, unless the session ended during the request. */
export function sendLive(
  samples: Samples,
  instance: Instance,
  session: Session
): Promise<HttpResult> {
  const { token } = session
  return samples.note(
    'read',
    instance.name,
    instance.send('/films/v1/', { token }),
    ({ status }) => status === 401 && session.state === 'live'
  )
}

export function sendLogin(samples: Samples, instance: Instance, json: User): Promise<HttpResult> {
  const asked = instance.send('/users/v1/login', { method: 'POST', json })
  return samples.note('login', instance.name, asked)
}
