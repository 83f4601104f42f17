import { Closer } from '../../../test/owner.js'
import { Stage } from '../stage.js'

/** The default: one process, with the database in its data directory and the revocation set in memory. */
export class Embedded extends Stage {
  static async start(swaps: readonly string[]): Promise<Embedded> {
    const stage = new Embedded(new Closer())
    await stage.open({ environments: [{}], swaps })
    return stage
  }
}
