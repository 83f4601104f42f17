import fp from 'fastify-plugin'
import { addAuthentication } from './authenticate.js'
import { addClients } from './clients.js'
import { addCurrentUser } from './current-user.js'
import { addTokens } from './tokens.js'

/** Authentication and authorization: tokens, client credentials, the current user. */
export default fp(
  async (app) => {
    addTokens(app)
    addClients(app)
    addAuthentication(app)
    // Its hooks are hooks of routes: they run after the token check, a hook of the application.
    addCurrentUser(app)
  },
  {
    name: 'auth',
    dependencies: [
      'config',
      'clock',
      'jwt',
      'database',
      'migrations',
      'jobs',
      'audit',
      'problems',
      'revocation'
    ]
  }
)
