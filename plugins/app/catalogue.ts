import fp from 'fastify-plugin'
import { characters } from '../../data/characters.js'
import { films } from '../../data/films.js'
import { planets } from '../../data/planets.js'
import { species } from '../../data/species.js'
import { starships } from '../../data/starships.js'
import { vehicles } from '../../data/vehicles.js'
import { recordSchemas } from '../../schemas/records/index.js'
import { checkRecords } from '../../src/catalogue/check-records.js'
import { linkRecords } from '../../src/catalogue/link-records.js'
import { resourceNames } from '../../src/catalogue/relations.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** All records, by id, with all their relations. */
    catalogue: ReturnType<typeof linkRecords<typeof stored>>
  }
}

const stored = { films, characters, planets, species, starships, vehicles }

/** The catalogue's records, checked and linked; a test brings records of its own. */
export default fp<{ records?: typeof stored }>(
  async (app, { records = stored }) => {
    for (const name of resourceNames) {
      checkRecords(`data/${name}.ts`, recordSchemas[name], records[name])
    }
    app.decorate('catalogue', linkRecords(records))
  },
  { name: 'catalogue' }
)
