import type { FastifyReply } from 'fastify'
import fp from 'fastify-plugin'
import { characters } from '../../data/characters.js'
import { films } from '../../data/films.js'
import { planets } from '../../data/planets.js'
import { species } from '../../data/species.js'
import { starships } from '../../data/starships.js'
import { vehicles } from '../../data/vehicles.js'
import { recordSchemas } from '../../schemas/records/index.js'
import { type Answer, createAnswers, isFresh } from '../../src/catalogue/answer.js'
import { checkRecords } from '../../src/catalogue/check-records.js'
import { linkRecords } from '../../src/catalogue/link-records.js'
import { resourceNames } from '../../src/catalogue/relations.js'
import { problem } from '../../src/problems/problem.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** All records, by id, with all their relations. */
    catalogue: ReturnType<typeof linkRecords<typeof stored>>
    /** The answer to a URL, made once. Only for what the URL alone decides. */
    answers: ReturnType<typeof createAnswers>
  }
  interface FastifyReply {
    /** Sends a secured answer, or 304 to a client that has it. */
    sendAnswer(answer: Answer): void
  }
}

const stored = { films, characters, planets, species, starships, vehicles }

const mediaTypes = ['application/json', 'application/json; charset=utf-8']

/** The catalogue's records, checked, and the one way in which they are answered. */
export default fp(
  async (app) => {
    for (const name of resourceNames) {
      checkRecords(`data/${name}.ts`, recordSchemas[name], stored[name])
    }
    app.decorate('catalogue', linkRecords(stored))
    app.decorate('answers', createAnswers())

    app.decorateReply('sendAnswer', function (this: FastifyReply, { body, etag }) {
      const { 'if-none-match': ifNoneMatch, accept } = this.request.headers
      if (accept !== undefined && accept !== '*/*' && !this.request.accepts().type(mediaTypes)) {
        throw problem('not-acceptable')
      }
      this.header('etag', etag)
      if (ifNoneMatch !== undefined && isFresh(ifNoneMatch, etag)) this.code(304).send()
      else this.header('content-type', 'application/json; charset=utf-8').send(body)
    })
  },
  { name: 'catalogue', dependencies: ['@fastify/accepts'] }
)
