import { characters } from './characters.js'
import { films } from './films.js'
import { planets } from './planets.js'
import { species } from './species.js'
import { starships } from './starships.js'
import { vehicles } from './vehicles.js'

/** The six resources. Routes, queries, responses and documents derive from their descriptions. */
export const resources = [films, characters, planets, species, starships, vehicles] as const
