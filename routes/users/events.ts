import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { type EventQuery, EventQuerySchema, type UserEventList } from '../../schemas/admin.js'
import { presentEvent } from '../../src/accounts/admin-views.js'
import { cursorPage } from '../../src/accounts/cursor-page.js'
import { readTime } from '../../src/accounts/read-time.js'
import { listEvents } from '../../src/accounts/store/events.js'
import { invalidInput } from '../../src/problems/problem.js'

function secondsOf(path: string, text: string | undefined): number | undefined {
  const time = text === undefined ? undefined : readTime(text)
  if (time === null) throw invalidInput([{ path, message: `${text} is not a time` }])
  return time
}

/** @throws Problem `validation-failed` */
function readTimes(query: EventQuery) {
  const since = secondsOf('since', query.since)
  const until = secondsOf('until', query.until)
  if (since !== undefined && until !== undefined && since > until) {
    throw invalidInput([{ path: 'since', message: 'must not be later than until' }])
  }
  return { since, until }
}

/** Returns the events of all users and clients to admins. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  const listUrl = `${app.config.linkBase}/users/v1/events`

  app.get(
    '/users/v1/events',
    {
      config: { minimumRole: 'admin', requiresAccount: true },
      schema: {
        operationId: 'listEvents',
        summary: 'List the events of all users and clients',
        description:
          'Returns the newest events first. Includes failed logins with unknown addresses, invalid tokens, and the creation, rotation and deletion of clients. Events are kept for `EVENTS_DAYS` days.',
        tags: ['admin'],
        querystring: EventQuerySchema,
        response: { 200: Type.Unsafe<UserEventList>(Type.Ref('UserEventList')) }
      }
    },
    async ({ query: { limit, after, ...filters } }) => {
      const { type, outcome, user_id: userId } = filters
      const selected = { type, outcome, userId, ...readTimes(filters) }
      await app.audit.flush()
      const events = await listEvents(app.db, selected, { limit: limit + 1, after })
      return cursorPage(events, limit, listUrl, presentEvent, filters)
    }
  )
}

export default routes
