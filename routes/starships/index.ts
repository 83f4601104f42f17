import { starships } from '../../schemas/starships.js'
import { resourceRoutes } from '../resource-routes.js'

/** `GET /starships/v1/`, `GET /starships/v1/{id}`, `GET /starships/v1/schema`. */
export default resourceRoutes(starships, { minimumRole: 'basic' })
