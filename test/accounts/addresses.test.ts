import t from 'tap'
import { readCommand } from '../../bin/admin-command-line.js'
import { loadConfig } from '../../plugins/external/config.js'
import { environment } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { password, start } from './flows.js'
import { deliverable, undeliverable } from './spellings.js'

interface Operation {
  readonly requestBody?: {
    readonly content: Record<string, { schema: { properties?: Record<string, object> } }>
  }
}

t.test('every route that takes an address rejects an undeliverable one', async (t) => {
  const { server, makeAccount, accessOf, mails } = await start(t)
  await makeAccount()
  const headers = { authorization: `Bearer ${await accessOf()}` }
  mails.length = 0
  const paths: Record<string, Record<string, Operation>> = server.swagger().paths as never
  const takers = Object.entries(paths).flatMap(([url, operations]) =>
    Object.entries(operations).flatMap(([method, { requestBody }]) => {
      const { properties = {} } = requestBody?.content['application/json']?.schema ?? {}
      return Object.entries(properties).flatMap(([member, schema]) =>
        'format' in schema && schema.format === 'idn-email'
          ? [{ url, method, member, properties }]
          : []
      )
    })
  )
  t.strictSame(takers.map(({ method, url, member }) => `${method} ${url} ${member}`).sort(), [
    'post /users/v1/email_verification/resend email',
    'post /users/v1/login email',
    'post /users/v1/me/email email',
    'post /users/v1/password_forgotten email',
    'post /users/v1/signup email'
  ])
  for (const { url, method, member, properties } of takers) {
    const rest = 'password' in properties ? { password } : {}
    for (const [what, email] of Object.entries(undeliverable)) {
      const payload = { ...rest, [member]: email }
      const answer = await server.inject({ method: method as 'POST', url, headers, payload })
      t.match(assertProblem(t, answer, 'validation-failed').errors, [{ path: member }], what)
    }
  }
  t.strictSame(mails, [])
  t.equal((await server.db.selectFrom('users').selectAll().execute()).length, 1)
})

t.test('the command line and the settings reject undeliverable addresses', async (t) => {
  const create = (email: string) => ['create', '--role', 'basic', '--', email]
  const settings = (address: string) =>
    loadConfig({
      ...environment,
      DATA_DIR: '/nonexistent',
      SMTP_URL: 'smtp://127.0.0.1',
      MAIL_FROM: `Star Wars <${address}>`
    })
  for (const [what, email] of Object.entries(undeliverable)) {
    t.throws(() => readCommand(create(email)), /is not an e-mail address/, what)
    // The operator's own address is not normalized.
    if (email.normalize('NFKC') === email) t.throws(() => settings(email), /MAIL_FROM/, what)
  }
  for (const email of deliverable) {
    t.ok(readCommand(create(email)), email)
    t.ok(settings(email), email)
  }
})
