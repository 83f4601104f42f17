import fp from 'fastify-plugin'

/** Metrics of the stores and servers that the service depends on. */
export default fp(
  async (app) => {
    const { databaseState, mailTransport, metrics, revocationSet } = app
    if (metrics === null) return

    const { queries, poolWaits } = metrics
    app.onDatabaseDuration((of, seconds) => (of === 'query' ? queries : poolWaits).observe(seconds))

    const isDatabaseUp = () =>
      databaseState.look().then(
        (state) => state !== 'database-unreachable',
        () => false
      )
    const isRedisUp = app.redisOrMemory<() => Promise<boolean> | null>(
      () => () =>
        revocationSet.probe().then(
          () => true,
          () => false
        ),
      () => () => null
    )
    metrics.gauges({
      name: 'starwars_dependency_up',
      help: 'Whether a dependency responds: database, redis, and mail at its last use',
      label: 'dependency',
      // A dependency that one worker cannot reach is the fault to find.
      aggregator: 'min',
      async read() {
        const [database, redis] = await Promise.all([isDatabaseUp(), isRedisUp()])
        const states = Object.entries({ database, redis, mail: mailTransport.isUp() })
        return Object.fromEntries(
          states.filter(([, state]) => state !== null).map(([name, state]) => [name, Number(state)])
        )
      }
    })
  },
  {
    name: 'dependency-metrics',
    dependencies: ['metrics', 'redis', 'database', 'database-state', 'revocation', 'mail-transport']
  }
)
