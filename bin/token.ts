import { parseArgs } from 'node:util'
import Fastify from 'fastify'
import { addTokens } from '../plugins/app/auth/tokens.js'
import clock from '../plugins/app/clock.js'
import config, { loadConfig, readEnvironment } from '../plugins/external/config.js'
import jwt from '../plugins/external/jwt.js'
import { ownerOnlyUmask } from '../src/config/file-modes.js'
import { readDecimal, readWhole } from '../src/query/plain-values.js'
import type { TokenKind } from '../src/tokens/kinds.js'
import type { Role } from '../src/tokens/roles.js'
import { commandArguments } from './command.js'

const usage =
  'npm run --silent token -- --role basic|admin [--kind access|refresh|email|password] [--user ID] [--hours N] [--email ADDRESS]'

process.umask(ownerOnlyUmask)

try {
  const { values } = parseArgs({
    args: commandArguments(),
    options: {
      role: { type: 'string' },
      kind: { type: 'string', default: 'access' },
      user: { type: 'string', default: '1' },
      hours: { type: 'string' },
      email: { type: 'string' }
    }
  })
  const app = Fastify()
  await app.register(config, { config: loadConfig(readEnvironment(process.env)) })
  await app.register(jwt)
  await app.register(clock)
  addTokens(app)
  const { kind, role, user, hours, email } = values
  console.log(
    app.tokens.issue({
      kind: kind as TokenKind,
      role: role as Role,
      userId: readWhole(user),
      ...(hours !== undefined && { hours: readDecimal(hours) }),
      ...(email !== undefined && { email })
    })
  )
} catch (error) {
  console.error(`${(error as Error).message}\nUsage: ${usage}`)
  process.exitCode = 1
}
