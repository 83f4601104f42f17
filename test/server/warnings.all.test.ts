import t from 'tap'
import { twoWorkers } from '../workers/two-workers.js'
import { Service } from './service.js'

const slips = { METRIC_PORT: '9000', REDIS_TIMEOUT: '300', RATE_LIMITS: 'off' }

for (const WORKERS of ['1', '2']) {
  t.test(
    `${WORKERS} process(es) warn once of misspelt settings, with the nearest one`,
    async (t) => {
      const service = new Service(t, { env: { ...(await twoWorkers(t)), WORKERS, ...slips } })
      await service.origin()
      const warnings = service.log.filter(({ level }) => level === 40).map(({ msg }) => msg)
      t.strictSame(warnings.filter((msg) => String(msg).startsWith('unknown variable')).sort(), [
        'unknown variable METRIC_PORT is ignored; did you mean METRICS_PORT?',
        'unknown variable RATE_LIMITS is ignored; did you mean RATE_LIMIT?',
        'unknown variable REDIS_TIMEOUT is ignored; did you mean REDIS_TIMEOUT_MS?'
      ])
    }
  )
}
