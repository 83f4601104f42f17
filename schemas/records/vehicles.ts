import { type Static, Type } from '@sinclair/typebox'
import { craftColumns, craftFacts } from './craft.js'
import { ids, nullable, recordOf, text } from './members.js'

/** A vehicle as it lies under `data/`: relations are ids. */
export const VehicleRecordSchema = recordOf(
  {
    ...craftFacts.beforeCrew,
    crew: nullable(
      Type.Integer({
        minimum: 0,
        description: 'How many people it takes to drive it',
        examples: [1]
      })
    ),
    ...craftFacts.afterCrew,
    vehicle_class: nullable(text('The class, in lower case', 'airspeeder')),
    pilots: ids('Characters that have driven it')
  },
  [...craftColumns, 'vehicle_class']
)
export type VehicleRecord = Static<typeof VehicleRecordSchema>
