import { CharacterRecordSchema } from './characters.js'
import { FilmRecordSchema } from './films.js'
import { PlanetRecordSchema } from './planets.js'
import { SpeciesRecordSchema } from './species.js'
import { StarshipRecordSchema } from './starships.js'
import { VehicleRecordSchema } from './vehicles.js'

/** The schema of each resource's records as they lie under `data/`. */
export const recordSchemas = {
  films: FilmRecordSchema,
  characters: CharacterRecordSchema,
  planets: PlanetRecordSchema,
  species: SpeciesRecordSchema,
  starships: StarshipRecordSchema,
  vehicles: VehicleRecordSchema
} as const
