import fp from 'fastify-plugin'
import { addBodyParsers } from './body-parsers.js'
import { closeUselessConnections } from './connections.js'
import { warnOfUnknownProxy } from './forwarded-for.js'
import { addLeave } from './leave.js'
import { checkRequestTargets } from './request-target.js'
import { addResponseHeaders } from './response-headers.js'

/** Applies to every connection, request and response. */
export default fp(
  async (app) => {
    // Must be first: no other hook may respond to a request with an invalid target or host.
    checkRequestTargets(app)
    addLeave(app)
    closeUselessConnections(app)
    warnOfUnknownProxy(app)
    addResponseHeaders(app)
    addBodyParsers(app)
  },
  { name: 'http', dependencies: ['config'] }
)
