import { vehicles } from '../../schemas/vehicles.js'
import { resourceRoutes } from '../resource-routes.js'

/** `GET /vehicles/v1/`, `GET /vehicles/v1/{id}`, `GET /vehicles/v1/schema`. */
export default resourceRoutes(vehicles, { minimumRole: 'basic' })
