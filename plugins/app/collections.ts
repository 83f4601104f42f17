import fp from 'fastify-plugin'
import { resources } from '../../schemas/resources.js'
import { createCollections } from '../../src/catalogue/collections.js'
import { createTables } from '../../src/catalogue/table.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** What each resource can be asked for. */
    collections: ReturnType<typeof createCollections>
  }
}

/** The catalogue's records, ready for queries. */
export default fp(
  async (app) => {
    const tables = createTables(resources, app.catalogue)
    app.decorate('collections', createCollections(tables, app.config.linkBase))
  },
  { name: 'collections', dependencies: ['config', 'catalogue'] }
)
