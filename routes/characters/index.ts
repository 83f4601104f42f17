import { characters } from '../../schemas/characters.js'
import { resourceRoutes } from '../resource-routes.js'

/** `GET /characters/v1/`, `GET /characters/v1/{id}`, `GET /characters/v1/schema`. */
export default resourceRoutes(characters, { minimumRole: 'basic' })
