import fp from 'fastify-plugin'
import { addAuthentication } from './authenticate.js'
import { addClients } from './clients.js'
import { addCurrentUser } from './current-user.js'
import { addTokens } from './tokens.js'

/** Who sends a request, and whether they may: tokens, client credentials, the current user. */
export default fp(
  async (app) => {
    addTokens(app)
    addClients(app)
    addAuthentication(app)
    // A hook of a route runs after those of the application, the check of the token among them.
    addCurrentUser(app)
  },
  {
    name: 'auth',
    dependencies: ['config', 'clock', 'jwt', 'database', 'migrations', 'problems', 'revocation']
  }
)
