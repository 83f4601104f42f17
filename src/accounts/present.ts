import type { Session } from './store/sessions.js'
import type { User } from './store/users.js'

/** Formats seconds since the epoch as RFC 3339, in UTC. */
export function presentTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}

export function presentAccount({ id, email, access_role, created_at }: User) {
  return { user_id: id, email, access_role, created_at: presentTime(created_at) }
}

/** @param currentSid the `sid` of the request's token */
export function presentSession(session: Session, currentSid: string | undefined) {
  const { sid, created_at, last_used_at, ip, user_agent } = session
  return {
    sid,
    created_at: presentTime(created_at),
    last_used_at: presentTime(last_used_at),
    ip,
    user_agent,
    current: sid === currentSid
  }
}
