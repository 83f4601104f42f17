import type { FastifyReply, onSendHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import Negotiator from 'negotiator'
import { type Answer, createAnswers, isFresh } from '../../src/catalogue/answer.js'
import {
  type Coding,
  codedEtag,
  codings,
  createEncoder,
  leastCompressed
} from '../../src/catalogue/content-coding.js'
import { problem } from '../../src/problems/problem.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** The answer to a URL in a media type, made once. Only for what these two decide. */
    answers: ReturnType<typeof createAnswers>
  }
  interface FastifyReply {
    /**
     * The media type that the client prefers (RFC 9110 §12.5.1); the first where it does not care.
     *
     * @throws Problem `not-acceptable`
     */
    negotiate<Type extends string>(offered: readonly [Type, ...Type[]]): Type
    /** Sends an answer, coded as the client prefers, or 304 to a client that has it. */
    sendAnswer(answer: Answer): undefined | Promise<FastifyReply>
  }
}

/** A media type with all that is true of it, for a client may ask by any of it, or refuse it so. */
const described = (type: string) =>
  `${type}; charset=utf-8${type === 'text/csv' ? '; header=present' : ''}`

function addVary(reply: FastifyReply, header: string): void {
  const vary = reply.getHeader('vary')
  reply.header('vary', vary === undefined ? header : `${vary}, ${header}`)
}

function negotiate<Type extends string>(
  this: FastifyReply,
  offered: readonly [Type, ...Type[]]
): Type {
  if (offered.length > 1) addVary(this, 'Accept')
  const { accept } = this.request.headers
  if (accept === undefined || accept === '*/*') return offered[0]
  const chosen = new Negotiator({ headers: { accept } }).mediaType(offered.map(described))
  const type = offered.find((one) => described(one) === chosen)
  if (type !== undefined) return type
  throw problem('not-acceptable', {
    detail: `None of the media types in Accept can be made here; allowed: ${offered.join(', ')}`
  })
}

/** Fastify tells of every HEAD without a body that it has none; a 304 is about one that has (RFC 9110 §8.6). */
const leaveOutLength: onSendHookHandler = (_request, reply, payload, done) => {
  if (reply.statusCode === 304) reply.removeHeader('content-length')
  done(null, payload)
}

/** How the catalogue and the OpenAPI document are answered: negotiated, validated by its ETag, compressed where that helps. */
export default fp(
  async (app) => {
    const encode = createEncoder()

    /** `identity` where the client asks for nothing, or the answer is too small to bother. */
    function codingFor(reply: FastifyReply, { body }: Answer): Coding | 'identity' {
      if (body.length < leastCompressed) return 'identity'
      addVary(reply, 'Accept-Encoding')
      const accepted = reply.request.headers['accept-encoding']
      if (accepted === undefined) return 'identity'
      // Names of codings and of parameters know no case (RFC 9110 §5.6.6, §8.4.1).
      const headers = { 'accept-encoding': String(accepted).toLowerCase() }
      const chosen = new Negotiator({ headers }).encoding([...codings, 'identity'])
      return codings.find((coding) => coding === chosen) ?? 'identity'
    }

    app.addHook('onRoute', (route) => {
      if (route.method === 'HEAD') route.onSend = [route.onSend ?? [], leaveOutLength].flat()
    })
    app.decorate('answers', createAnswers())
    app.decorateReply('negotiate', negotiate)
    app.decorateReply('sendAnswer', function (this: FastifyReply, answer: Answer) {
      const coding = codingFor(this, answer)
      const etag = coding === 'identity' ? answer.etag : codedEtag(answer, coding)
      this.header('etag', etag)
      const ifNoneMatch = this.request.headers['if-none-match']
      if (ifNoneMatch !== undefined && isFresh(ifNoneMatch, etag)) {
        this.code(304).send()
        return undefined
      }
      this.header('content-type', answer.contentType)
      if (coding === 'identity') {
        this.send(answer.body)
        return undefined
      }
      this.header('content-encoding', coding)
      return encode(answer, coding).then((bytes) => this.send(bytes))
    })
  },
  { name: 'answers', dependencies: ['auth'] }
)
