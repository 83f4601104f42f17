import { species } from '../../schemas/species.js'
import { resourceRoutes } from '../resource-routes.js'

/** `GET /species/v1/`, `GET /species/v1/{id}`, `GET /species/v1/schema`. */
export default resourceRoutes(species, { minimumRole: 'basic' })
