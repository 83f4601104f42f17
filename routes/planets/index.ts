import { planets } from '../../schemas/planets.js'
import { resourceRoutes } from '../resource-routes.js'

/** `GET /planets/v1/`, `GET /planets/v1/{id}`, `GET /planets/v1/schema`. */
export default resourceRoutes(planets, { minimumRole: 'basic' })
