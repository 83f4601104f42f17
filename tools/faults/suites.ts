import type { Deployment } from './deployment.js'
import { Embedded } from './deployments/embedded.js'
import { OneRedis } from './deployments/one-redis.js'
import { OwnPostgres } from './deployments/own-postgres.js'
import { TwoReleases } from './deployments/two-releases.js'
import { WithCluster } from './deployments/with-cluster.js'
import { WithSentinel } from './deployments/with-sentinel.js'
import type { Suite } from './drill.js'
import { clock } from './drills/clock.js'
import { cluster } from './drills/cluster.js'
import { database } from './drills/database.js'
import { embedded } from './drills/embedded.js'
import { lostData } from './drills/lost-data.js'
import { network } from './drills/network.js'
import { recordAndSet } from './drills/record-and-set.js'
import { refill } from './drills/refill.js'
import { releases } from './drills/releases.js'
import { restoredPostgres, restoredSqlite } from './drills/restore.js'
import { rollingRestart } from './drills/rolling-restart.js'
import { sentinel } from './drills/sentinel.js'
import { service } from './drills/service.js'

/** Erases the type of the deployment, which is safe: a suite opens its own deployment. */
const suite = <S extends Deployment>(suite: Suite<S>) => suite as unknown as Suite

/** Overrides that trust the set in Redis even after it has lost data. */
const trustingOverrides = ['trust-all-buckets', 'no-refill']

/** Shorter than a step of the clock, so that tokens expire and become valid again. Longer than all drills take. */
const shortLifetimes = { JWT_ACCESS_HOURS: '0.1', JWT_REFRESH_HOURS: '0.1' }

/** All suites, in the order of the table. */
export const suites: readonly Suite[] = [
  suite({
    name: 'one Redis, two instances',
    open: (overrides) => OneRedis.start(overrides),
    withoutGuarantee: trustingOverrides,
    drills: [...lostData, ...refill, ...network, ...recordAndSet, ...service]
  }),
  suite({
    name: 'behind nginx, two instances',
    open: (overrides) => OneRedis.start(overrides, { SHUTDOWN_DELAY_SECONDS: '5' }),
    withoutGuarantee: [],
    drills: rollingRestart
  }),
  suite({
    name: 'two releases, two instances',
    open: (overrides) => TwoReleases.start(overrides),
    withoutGuarantee: [],
    drills: releases
  }),
  suite({
    name: 'Sentinel, two instances',
    open: (overrides) => WithSentinel.start(overrides),
    withoutGuarantee: trustingOverrides,
    drills: sentinel
  }),
  suite({
    name: 'Cluster, two instances',
    open: (overrides) => WithCluster.start(overrides),
    withoutGuarantee: trustingOverrides,
    drills: cluster
  }),
  suite({
    name: 'separate PostgreSQL server, two instances',
    open: (overrides) => OwnPostgres.start(overrides),
    withoutGuarantee: ['no-mark'],
    drills: [...database, restoredPostgres]
  }),
  suite({
    name: 'embedded default, one instance',
    open: (overrides) => Embedded.start(overrides),
    withoutGuarantee: ['no-mark'],
    drills: [...embedded, restoredSqlite]
  }),
  suite({
    name: 'adjustable clocks, two instances',
    open: (overrides) => OneRedis.start(['stepped-clock', ...overrides], shortLifetimes),
    withoutGuarantee: ['no-margin'],
    drills: clock
  })
]
