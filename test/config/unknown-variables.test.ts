import t from 'tap'
import { SettingsSchema } from '../../schemas/settings.js'
import { findUnknownVariables } from '../../src/config/unknown-variables.js'

const settings = Object.keys(SettingsSchema.properties)
const find = (environment: Record<string, string | undefined>) =>
  findUnknownVariables(environment, settings)

const slips: Record<string, string> = {
  METRIC_PORT: 'METRICS_PORT',
  METRICSS_PORT: 'METRICS_PORT',
  REDIS_TIMEOUT: 'REDIS_TIMEOUT_MS',
  REDIS_UR: 'REDIS_URL',
  RATE_LIMITS: 'RATE_LIMIT',
  RATE_LIMIT_ACCOUNT_PER_MINUT: 'RATE_LIMIT_ACCOUNT_PER_MINUTE',
  DATABASE_POOL: 'DATABASE_POOL_MAX',
  PUBLIC_URI: 'PUBLIC_URL',
  SESSION: 'SESSIONS',
  WORKER: 'WORKERS',
  TRUST_PROXIES: 'TRUST_PROXY'
}
for (const [variable, nearest] of Object.entries(slips)) {
  t.test(`${variable} probably means ${nearest}`, async (t) => {
    t.strictSame(find({ [variable]: '' }), [{ variable, nearest }])
  })
}

t.test('settings are known', async (t) => {
  t.strictSame(find(Object.fromEntries(settings.map((name) => [name, 'x']))), [])
})

t.test('variables of other programs are ignored', async (t) => {
  const foreign = {
    HOSTNAME: 'x',
    HOST_IP: 'x',
    HOME: '/root',
    PATH: '/bin',
    PORT_HTTP: '80',
    NODE_OPTIONS: '',
    NODE_NAME: 'x',
    npm_config_cache: 'x',
    OTEL_SERVICE_NAME: 'x',
    WEB_CONCURRENCY: '2',
    RUST_LOG: 'info',
    LOGNAME: 'root',
    MAILCHECK: '60',
    REDIS_SERVICE_HOST: '10.0.0.1',
    REDIS_SERVICE_PORT: '6379',
    REDIS_SERVICE_PORT_REDIS: '6379',
    REDIS_PORT: 'tcp://10.0.0.1:6379',
    REDIS_PORT_6379_TCP: 'tcp://10.0.0.1:6379',
    REDIS_PORT_6379_TCP_ADDR: '10.0.0.1',
    // Rejected elsewhere.
    JWT_SECERT: 'x',
    UNSET: undefined
  }
  t.strictSame(find(foreign), [])
})
