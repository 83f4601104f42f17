import { characters } from '../../data/characters.js'
import { films } from '../../data/films.js'
import { planets } from '../../data/planets.js'
import { species } from '../../data/species.js'
import { starships } from '../../data/starships.js'
import { vehicles } from '../../data/vehicles.js'

/** The records in `data/`. */
export const records = { films, characters, planets, species, starships, vehicles }
export type Name = keyof typeof records
export const names = Object.keys(records) as Name[]

/** A record of any resource. */
export type AnyRecord = { id: number; raw: Record<string, string> } & Record<string, unknown>
export const recordsOf = (name: Name) => records[name] as unknown as readonly AnyRecord[]

/** The member that is made from a column. */
export const memberOf = (column: string) =>
  ({ gravity: 'gravity_standard', consumables: 'consumables_days' })[column] ?? column
