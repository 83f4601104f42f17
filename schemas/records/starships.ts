import { type Static, Type } from '@sinclair/typebox'
import { craftColumns, craftFacts } from './craft.js'
import { ids, nullable, range, recordOf, text } from './members.js'

/** A starship as it lies under `data/`: relations are ids. */
export const StarshipRecordSchema = recordOf(
  {
    ...craftFacts.beforeCrew,
    crew: nullable(range('How many people it takes to fly it', { min: 30, max: 165 })),
    ...craftFacts.afterCrew,
    starship_class: nullable(text('The class, in lower case', 'starfighter')),
    hyperdrive_rating: nullable(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'The class of the hyperdrive, without a unit; less is faster',
        examples: [1]
      })
    ),
    mglt: nullable(
      Type.Number({
        minimum: 0,
        description: 'Highest speed in space in megalights an hour',
        examples: [100]
      })
    ),
    pilots: ids('Characters that have flown it')
  },
  [...craftColumns, 'starship_class', 'hyperdrive_rating', 'mglt']
)
export type StarshipRecord = Static<typeof StarshipRecordSchema>
