import type { FastifyReply, onSendHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import { characters } from '../../data/characters.js'
import { films } from '../../data/films.js'
import { planets } from '../../data/planets.js'
import { species } from '../../data/species.js'
import { starships } from '../../data/starships.js'
import { vehicles } from '../../data/vehicles.js'
import { resources } from '../../schemas/resources.js'
import { createTurnBatch } from '../../src/cache/turn-batch.js'
import { codedEtag, createEncoder, leastCompressed } from '../../src/catalogue/content-coding.js'
import { type Catalogue, loadCatalogue } from '../../src/catalogue/load.js'
import { preferredCoding, preferredType } from '../../src/catalogue/negotiate.js'
import {
  type CachedResponse,
  createResponseCache,
  isFresh
} from '../../src/catalogue/response-cache.js'
import { problem } from '../../src/problems/problem.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** The records of each resource, ready for queries. */
    catalogue: Catalogue
    responseCache: ReturnType<typeof createResponseCache>
  }
  interface FastifyReply {
    /** Adds a request header by which the response was chosen. */
    addVary(header: string): FastifyReply
    /**
     * Returns the offered media type that the client prefers, or the first one if it has no
     * preference.
     *
     * @throws Problem `not-acceptable`
     */
    negotiate<Type extends string>(offered: readonly [Type, ...Type[]]): Type
    /**
     * Sends a response in the coding that the client prefers, or 304 if the client already has it.
     */
    sendCached(response: CachedResponse): undefined | Promise<FastifyReply>
  }
}

const records = { films, characters, planets, species, starships, vehicles }

function addVary(this: FastifyReply, header: string): FastifyReply {
  const vary = this.getHeader('vary')
  return this.header('vary', vary === undefined ? header : `${vary}, ${header}`)
}

function negotiate<Type extends string>(
  this: FastifyReply,
  offered: readonly [Type, ...Type[]]
): Type {
  if (offered.length > 1) this.addVary('Accept')
  const type = preferredType(this.request.headers.accept, offered)
  if (type !== undefined) return type
  throw problem('not-acceptable', {
    detail: `Accept allows none of the media types of this route: ${offered.join(', ')}`
  })
}

/**
 * Fastify sets `Content-Length: 0` on an empty HEAD response. A 304 must not have it: there the
 * header describes the body of a 200 (RFC 9110 §8.6).
 */
const removeContentLength: onSendHookHandler = (_request, reply, payload, done) => {
  if (reply.statusCode === 304) reply.removeHeader('content-length')
  done(null, payload)
}

/** The catalogue and its responses: negotiated, cached, compressed, validated by ETag. */
export default fp(
  async (app) => {
    const encode = createEncoder()
    // The responses of one turn are written one after the other: the first write wakes the receiver,
    // and the others find it awake. That saves a fifth of the CPU time of a request.
    const sendLater = createTurnBatch(({ reply, body }: { reply: FastifyReply; body?: Buffer }) => {
      reply.send(body)
    })
    app.addHook('onRoute', (route) => {
      if (route.method === 'HEAD') route.onSend = [route.onSend ?? [], removeContentLength].flat()
    })
    app.decorate('catalogue', loadCatalogue(resources, records, app.config.linkBase))
    app.decorate('responseCache', createResponseCache())
    app.decorateReply('addVary', addVary)
    app.decorateReply('negotiate', negotiate)
    app.decorateReply('sendCached', function (this: FastifyReply, response: CachedResponse) {
      const { headers } = this.request
      const isCompressible = response.body.length >= leastCompressed
      if (isCompressible) this.addVary('Accept-Encoding')
      const coding = isCompressible ? preferredCoding(headers['accept-encoding']) : undefined
      const etag = coding === undefined ? response.etag : codedEtag(response, coding)
      this.header('etag', etag)
      const ifNoneMatch = headers['if-none-match']
      if (ifNoneMatch !== undefined && isFresh(ifNoneMatch, etag)) {
        sendLater({ reply: this.code(304) })
        return undefined
      }
      this.header('content-type', response.contentType)
      if (coding === undefined) {
        sendLater({ reply: this, body: response.body })
        return undefined
      }
      this.header('content-encoding', coding)
      return encode(response, coding).then((bytes) => this.send(bytes))
    })
  },
  { name: 'catalogue', dependencies: ['config', 'auth'] }
)
