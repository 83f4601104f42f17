import type { Play } from './drill.js'
import { clock } from './drills/clock.js'
import { cluster } from './drills/cluster.js'
import { database } from './drills/database.js'
import { embedded } from './drills/embedded.js'
import { lostData } from './drills/lost-data.js'
import { network } from './drills/network.js'
import { recordAndSet } from './drills/record-and-set.js'
import { refill } from './drills/refill.js'
import { sentinel } from './drills/sentinel.js'
import { service } from './drills/service.js'
import type { Stage } from './stage.js'
import { Embedded } from './stages/embedded.js'
import { OneRedis } from './stages/one-redis.js'
import { OwnPostgres } from './stages/own-postgres.js'
import { WithCluster } from './stages/with-cluster.js'
import { WithSentinel } from './stages/with-sentinel.js'

/** Erases the type of the stage, which is safe: a play opens its own stage. */
const play = <S extends Stage>(play: Play<S>) => play as unknown as Play

/** Stand-ins that trust what Redis returns, even after it has lost data. */
const believing = ['trusting', 'never-refills']

/** Shorter than a step of the clock, so that tokens expire and revive. Longer than all drills take. */
const shortLives = { JWT_ACCESS_HOURS: '0.1', JWT_REFRESH_HOURS: '0.1' }

/** All plays, in the order of the table. */
export const plays: readonly Play[] = [
  play({
    name: 'one Redis, two instances',
    open: (swaps) => OneRedis.start(swaps),
    unguarded: believing,
    drills: [...lostData, ...refill, ...network, ...recordAndSet, ...service]
  }),
  play({
    name: 'Sentinel, two instances',
    open: (swaps) => WithSentinel.start(swaps),
    unguarded: believing,
    drills: sentinel
  }),
  play({
    name: 'Cluster, two instances',
    open: (swaps) => WithCluster.start(swaps),
    unguarded: believing,
    drills: cluster
  }),
  play({
    name: 'PostgreSQL of their own, two instances',
    open: (swaps) => OwnPostgres.start(swaps),
    unguarded: [],
    drills: database
  }),
  play({
    name: 'embedded default, one instance',
    open: (swaps) => Embedded.start(swaps),
    unguarded: [],
    drills: embedded
  }),
  play({
    name: 'clocks that may be stepped, two instances',
    open: (swaps) => OneRedis.start(['stepped-clock', ...swaps], shortLives),
    unguarded: ['no-margin'],
    drills: clock
  })
]
