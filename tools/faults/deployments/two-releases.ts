import { Closer } from '../../../test/owner.js'
import { createDatabase } from '../../../test/postgres.js'
import { startRedis } from '../../../test/redis-server.js'
import { buildRelease } from '../build-release.js'
import { Deployment } from '../deployment.js'

/** The release before this checkout. */
export const formerRelease = 'v0.1.0'

/** The commit of its tag: a clone may lack the tag. */
const formerCommit = '2aa73854c13c3f902c69fbdb770558cd46e608b2'

/** A step that adds a table and a column, as a later release may. */
const addedStep = `
  ,'9000-added': {
    async up(db) {
      await db.schema.createTable('added').addColumn('id', 'bigint').execute()
      await db.schema.alterTable('users').addColumn('added', 'text').execute()
    }
  }
}
`

/** Two instances of the former release. They can be replaced by the next release. */
export class TwoReleases extends Deployment {
  private constructor(
    closer: Closer,
    readonly databaseUrl: string,
    readonly former: string,
    /** This checkout's last commit with one more step. */
    readonly next: string
  ) {
    super(closer)
  }

  static async start(overrides: readonly string[]): Promise<TwoReleases> {
    const closer = new Closer()
    const former = buildRelease(closer, formerCommit)
    const next = buildRelease(closer, 'HEAD', {
      'migrations/index.ts': (text) => text.replace(/\n\}\s*$/, addedStep)
    })
    const databaseUrl = await createDatabase(closer)
    const redis = await startRedis(closer, { persistent: true })
    const deployment = new TwoReleases(closer, databaseUrl, former, next)
    const env = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url }
    await deployment.open({ environments: [env, env], overrides, program: former })
    return deployment
  }
}
