import type { Person } from '../bench/people.js'
import { type Answer, isGood } from './ask.js'
import type { Instance } from './instance.js'
import type { RevokedToken } from './ledger.js'
import type { Samples } from './samples.js'
import type { Session } from './session.js'

/** Sends a revoked token: any response that accepts it is wrong. */
export function tryRevoked(
  samples: Samples,
  instance: Instance,
  { kind, bytes: token }: RevokedToken
): Promise<Answer> {
  const asked =
    kind === 'access'
      ? instance.ask('/films/v1/', { token })
      : instance.ask('/users/v1/generate_tokens', { method: 'POST', token })
  return samples.note('revoked', instance.name, asked, isGood)
}

/** Sends a token that is not revoked: a refusal is wrong, unless the session ended during the request. */
export function tryLive(samples: Samples, instance: Instance, session: Session): Promise<Answer> {
  const { token } = session
  return samples.note(
    'read',
    instance.name,
    instance.ask('/films/v1/', { token }),
    ({ status }) => status === 401 && session.state === 'live'
  )
}

export function tryLogIn(samples: Samples, instance: Instance, json: Person): Promise<Answer> {
  const asked = instance.ask('/users/v1/login', { method: 'POST', json })
  return samples.note('login', instance.name, asked)
}
