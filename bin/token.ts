import { parseArgs } from 'node:util'
import Fastify from 'fastify'
import { addTokens } from '../plugins/app/auth/tokens.js'
import clock from '../plugins/app/clock.js'
import config, { loadConfig, readEnvironment } from '../plugins/external/config.js'
import jwt from '../plugins/external/jwt.js'
import { commandOf } from '../src/config/command-of.js'
import { readDecimal, readWhole } from '../src/query/plain-values.js'
import type { TokenRequest } from '../src/tokens/issue.js'
import { type TokenKind, tokenKindNames } from '../src/tokens/kinds.js'
import { type Role, roleNames } from '../src/tokens/roles.js'
import { runWithAnyArguments, UsageError } from './command.js'

const usage = `${commandOf('token')} --role ${roleNames.join('|')} [--kind ${tokenKindNames.join('|')}] [--user ID] [--hours N] [--email ADDRESS]

Prints a token, signed with the secrets of the service. The default is an access token of user 1.

Exit code: 0 success, 1 failed, 2 wrong command line.`

/** Parses the command line. The issuer checks the values. */
function readRequest(args: string[]): TokenRequest {
  const { values } = parseArgs({
    args,
    options: {
      role: { type: 'string' },
      kind: { type: 'string', default: 'access' },
      user: { type: 'string', default: '1' },
      hours: { type: 'string' },
      email: { type: 'string' }
    }
  })
  const { kind, role, user, hours, email } = values
  if (role === undefined) {
    throw new UsageError(`--role is required; allowed: ${roleNames.join(', ')}`)
  }
  return {
    kind: kind as TokenKind,
    role: role as Role,
    userId: readWhole(user),
    ...(hours !== undefined && { hours: readDecimal(hours) }),
    ...(email !== undefined && { email })
  }
}

await runWithAnyArguments(usage, async (args) => {
  const request = readRequest(args)
  const app = Fastify()
  await app.register(config, { config: loadConfig(readEnvironment(process.env)) })
  await app.register(jwt)
  await app.register(clock)
  addTokens(app)
  try {
    console.log(app.tokens.issue(request))
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
})
