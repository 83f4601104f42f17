import { setTimeout as sleep } from 'node:timers/promises'
import { askPostgres } from '../../../test/postgres.js'
import { formerRelease, type TwoReleases } from '../deployments/two-releases.js'
import type { Drill } from '../drill.js'

/** How long both releases serve side by side after each restart, in milliseconds. */
const pause = 2000

/** The restarts: which instance becomes which release. */
const restarts = [
  ['first', 'next'],
  ['second', 'next'],
  ['first', 'former'],
  ['second', 'former'],
  ['second', 'next'],
  ['first', 'next']
] as const

export const releases: readonly Drill<TwoReleases>[] = [
  {
    name: `releases: ${formerRelease} and the next one with an added step, forward, back and forward`,
    async fault(deployment) {
      const { samples, databaseUrl } = deployment
      const from = samples.all.length
      for (const [instance, release] of restarts) {
        await deployment[instance].replace(deployment[release])
        await sleep(pause)
      }
      const during = samples.all.slice(from)
      const failed = during.filter(({ status }) => status !== 200 && status !== 401)
      if (failed.length > 0) {
        const kinds = failed.map(
          ({ operation, instance, status }) => `${operation} at ${instance}: ${status}`
        )
        const reasons = deployment.instances.flatMap(
          ({ log }) => log.match(/"reason":"[^"]*"/g) ?? []
        )
        throw new Error(
          `${failed.length} failed: ${[...new Set(kinds)].join(', ')}; ${[...new Set(reasons)].join(', ')}`
        )
      }
      const steps = await askPostgres(
        "select 1 from kysely_migration where name = '9000-added'",
        databaseUrl
      )
      if (steps.length !== 1) throw new Error('the added step was not executed')
      return `${restarts.length} restarts; of ${during.length} requests 0 failed`
    }
  }
]
