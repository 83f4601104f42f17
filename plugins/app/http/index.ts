import fp from 'fastify-plugin'
import { addBodyParsers } from './body-parsers.js'
import { closeUselessConnections } from './connections.js'
import { checkRequestTargets } from './request-target.js'
import { addResponseHeaders } from './response-headers.js'

/** What every connection, request and response gets. */
export default fp(
  async (app) => {
    // First: no other hook answers a request whose target or host is invalid.
    checkRequestTargets(app)
    closeUselessConnections(app)
    addResponseHeaders(app)
    addBodyParsers(app)
  },
  { name: 'http', dependencies: ['config'] }
)
