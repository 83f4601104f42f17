import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { ProblemParamsSchema } from '../../schemas/problem.js'
import { isProblemCode } from '../../src/problems/catalogue.js'
import { indexPage, problemPage } from '../../src/problems/pages.js'
import { problem } from '../../src/problems/problem.js'

const html = 'text/html; charset=utf-8'
const page = {
  description: 'A page to read',
  content: { 'text/html': { schema: Type.String() } }
}

const routes: FastifyPluginAsyncTypebox = async (app) => {
  const { linkBase } = app.config

  app.get(
    '/problems/',
    {
      config: { public: true },
      schema: {
        operationId: 'listProblems',
        summary: 'Every error the service can answer',
        tags: ['service'],
        response: { 200: page }
      }
    },
    (_request, reply) => {
      reply.type(html).send(indexPage(linkBase))
    }
  )

  app.get(
    '/problems/:code',
    {
      config: { public: true, problems: ['not-found'] },
      schema: {
        operationId: 'explainProblem',
        summary: 'What a problem code means and what to do about it',
        tags: ['service'],
        params: ProblemParamsSchema,
        response: { 200: page }
      }
    },
    ({ params: { code } }, reply) => {
      if (!isProblemCode(code)) throw problem('not-found')
      reply.type(html).send(problemPage(code, linkBase))
    }
  )
}

export default routes
