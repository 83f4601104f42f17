/**
 * Every relation of the catalogue, once: which records hold it, what it leads to, and what it is
 * called from there. The other direction is never stored, so the two cannot disagree.
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

/** What one record of a resource is called. */
export type Singular = 'film' | 'character' | 'planet' | 'species' | 'starship' | 'vehicle'
