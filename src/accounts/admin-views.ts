import type { Selectable } from 'kysely'
import type { EventTable } from '../database/schema.js'
import { presentTime } from './present.js'
import type { EventRow } from './store/events.js'
import type { User } from './store/users.js'

/** A user, as an admin sees them. */
export function presentUser({
  id,
  email,
  access_role,
  verified_at,
  disabled_at,
  created_at
}: User) {
  return {
    id,
    email,
    access_role,
    verified: verified_at !== null,
    disabled: disabled_at !== null,
    created_at: presentTime(created_at)
  }
}

/** The facts of an event, as the log shows them. */
export function presentFacts(event: EventRow) {
  const { at, type, outcome, user_id, actor_id, ip, request_id, detail } = event
  return {
    at: presentTime(at),
    type,
    outcome,
    user_id,
    actor_id,
    ip: ip === '' ? null : ip,
    request_id,
    detail: JSON.parse(detail) as Record<string, unknown>
  }
}

/** An event, as an admin sees it. */
export const presentEvent = ({ id, ...row }: Selectable<EventTable>) => ({
  id,
  ...presentFacts(row)
})
