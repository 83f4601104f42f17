import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import {
  type Film,
  type FilmList,
  FilmListQuerySchema,
  FilmParamsSchema,
  FilmQuerySchema,
  filmMembers,
  filmRelations
} from '../../schemas/film.js'
import { pageOf } from '../../src/catalogue/page.js'
import { listUrl, present } from '../../src/catalogue/present.js'
import { problem } from '../../src/problems/problem.js'

const resource = { name: 'films', members: filmMembers, relations: filmRelations }

const notModified = Type.Null({ description: 'The client has these bytes (If-None-Match)' })

const routes: FastifyPluginAsyncTypebox = async (app) => {
  const { films } = app.catalogue
  const { linkBase } = app.config

  app.get(
    '/films/v1/',
    {
      config: { minimumRole: 'basic', problems: ['not-acceptable'] },
      schema: {
        operationId: 'listFilms',
        summary: 'List the films',
        tags: ['films'],
        querystring: FilmListQuerySchema,
        response: { 200: Type.Unsafe<FilmList>(Type.Ref('FilmList')), 304: notModified }
      }
    },
    ({ url, query }, reply) => {
      const answer = app.answers(url, () => {
        const items = films.map((film) => present(film, resource, query, linkBase))
        return pageOf(items, query, listUrl(linkBase, resource.name), url.split('?', 2)[1] ?? '')
      })
      reply.sendAnswer(answer)
    }
  )

  app.get(
    '/films/v1/:film_id(^[0-9]{1,15}$)',
    {
      config: { minimumRole: 'basic', problems: ['film-not-found', 'not-acceptable'] },
      schema: {
        operationId: 'getFilm',
        summary: 'Get one film',
        tags: ['films'],
        params: FilmParamsSchema,
        querystring: FilmQuerySchema,
        response: { 200: Type.Unsafe<Film>(Type.Ref('Film')), 304: notModified }
      }
    },
    ({ url, params, query }, reply) => {
      const film = films.find(({ id }) => id === params.film_id)
      if (!film) throw problem('film-not-found')
      reply.sendAnswer(app.answers(url, () => present(film, resource, query, linkBase)))
    }
  )
}

export default routes
