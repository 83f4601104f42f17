import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { ProblemParamsSchema } from '../../schemas/problem.js'
import { isProblemCode } from '../../src/problems/catalogue.js'
import { indexPage, problemPage } from '../../src/problems/pages.js'
import { problem } from '../../src/problems/problem.js'

const html = 'text/html; charset=utf-8'
const page = {
  description: 'An HTML page',
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
        summary: 'List all problems that the service can return',
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
        summary: 'Get the explanation of a problem code, and its remedy',
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
