import { Closer } from '../../../test/owner.js'
import { Deployment } from '../deployment.js'

/** The default: one process, with the database in its data directory and the revocation set in memory. */
export class Embedded extends Deployment {
  static async start(overrides: readonly string[]): Promise<Embedded> {
    const deployment = new Embedded(new Closer())
    await deployment.open({ environments: [{}], overrides })
    return deployment
  }
}
