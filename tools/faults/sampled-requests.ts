import type { User } from '../bench/users.js'
import type { Instance } from './instance.js'
import type { RevokedToken } from './ledger.js'
import type { Samples } from './samples.js'
import { type HttpResult, isSuccess } from './send-request.js'
import type { Session } from './session.js'

/** Sends a revoked token. A response that accepts it is wrong. */
export function sendRevoked(
  samples: Samples,
  instance: Instance,
  { kind, bytes: token }: RevokedToken
): Promise<HttpResult> {
  const result =
    kind === 'access'
      ? instance.send('/films/v1/', { token })
      : instance.send('/users/v1/generate_tokens', { method: 'POST', token })
  return samples.record('revoked', instance.name, result, isSuccess)
}

/** Sends a token that is not revoked. A 401 is wrong, unless the session ended during the request. */
export function sendLive(
  samples: Samples,
  instance: Instance,
  session: Session
): Promise<HttpResult> {
  const { token } = session
  return samples.record(
    'read',
    instance.name,
    instance.send('/films/v1/', { token }),
    ({ status }) => status === 401 && session.state === 'live'
  )
}

export function sendLogin(samples: Samples, instance: Instance, json: User): Promise<HttpResult> {
  const result = instance.send('/users/v1/login', { method: 'POST', json })
  return samples.record('login', instance.name, result)
}
