import { describeResource } from '../src/catalogue/resource.js'
import { recordSchemas } from './records/index.js'

/** The six resources, each in a few lines. Routes, queries, answers and documents follow from them. */
export const resources = [
  describeResource({
    name: 'films',
    singular: 'film',
    title: 'title',
    record: recordSchemas.films,
    optionGroups: {}
  }),
  describeResource({
    name: 'characters',
    singular: 'character',
    title: 'name',
    record: recordSchemas.characters,
    optionGroups: {
      attributes: ['height_cm', 'mass_kg', 'eye_color', 'hair_color', 'skin_color']
    }
  }),
  describeResource({
    name: 'planets',
    singular: 'planet',
    title: 'name',
    record: recordSchemas.planets,
    optionGroups: {}
  }),
  describeResource({
    name: 'species',
    singular: 'species',
    title: 'name',
    record: recordSchemas.species,
    optionGroups: {}
  }),
  describeResource({
    name: 'starships',
    singular: 'starship',
    title: 'name',
    record: recordSchemas.starships,
    optionGroups: {}
  }),
  describeResource({
    name: 'vehicles',
    singular: 'vehicle',
    title: 'name',
    record: recordSchemas.vehicles,
    optionGroups: {}
  })
] as const
