import { films } from '../../schemas/films.js'
import { resourceRoutes } from '../resource-routes.js'

/** `GET /films/v1/`, `GET /films/v1/{id}`, `GET /films/v1/schema`. */
export default resourceRoutes(films, { minimumRole: 'basic' })
