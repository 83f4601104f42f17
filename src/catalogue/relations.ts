/**
 * Every relation of the catalogue, listed once: the resource that stores it, the resource that it
 * refers to, and its name in the other direction. The other direction is never stored, so the two
 * cannot disagree.
 */
export const relations = [
  { from: 'films', member: 'characters', to: 'characters', back: 'films' },
  { from: 'films', member: 'planets', to: 'planets', back: 'films' },
  { from: 'films', member: 'species', to: 'species', back: 'films' },
  { from: 'films', member: 'starships', to: 'starships', back: 'films' },
  { from: 'films', member: 'vehicles', to: 'vehicles', back: 'films' },
  { from: 'characters', member: 'homeworld', to: 'planets', back: 'residents' },
  { from: 'species', member: 'homeworld', to: 'planets', back: 'species' },
  { from: 'species', member: 'people', to: 'characters', back: 'species' },
  { from: 'starships', member: 'pilots', to: 'characters', back: 'starships' },
  { from: 'vehicles', member: 'pilots', to: 'characters', back: 'vehicles' }
] as const

export type Relation = (typeof relations)[number]

export const resourceNames = [
  'films',
  'characters',
  'planets',
  'species',
  'starships',
  'vehicles'
] as const
export type ResourceName = (typeof resourceNames)[number]

/** The name of one record of a resource. */
export type Singular = 'film' | 'character' | 'planet' | 'species' | 'starship' | 'vehicle'
