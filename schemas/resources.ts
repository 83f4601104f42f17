import { characters } from './characters.js'
import { films } from './films.js'
import { planets } from './planets.js'
import { species } from './species.js'
import { starships } from './starships.js'
import { vehicles } from './vehicles.js'

/** The six resources. Routes, queries, answers and documents follow from their descriptions. */
export const resources = [films, characters, planets, species, starships, vehicles] as const
