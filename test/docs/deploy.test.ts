import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import { SettingsSchema } from '../../schemas/settings.js'
import { temporaryDirectory } from '../helper.js'

const read = (path: string) => readFileSync(path, 'utf8')
const isSetting = (name: string) => Object.hasOwn(SettingsSchema.properties, name)

const compose = parse(read('compose.yaml'), { merge: true })
const instance = compose['x-instance']

t.test('compose.yaml sets only existing settings', async (t) => {
  const names = Object.keys(instance.environment)
  t.ok(names.length > 5)
  for (const name of names) t.ok(isSetting(name), name)
})

t.test('each secret of compose.yaml is a file that the script creates', async (t) => {
  const folder = temporaryDirectory(t)
  cpSync('deploy/compose/make-secrets.sh', join(folder, 'make-secrets.sh'))
  execFileSync('sh', [join(folder, 'make-secrets.sh')])
  const created = readdirSync(join(folder, 'secrets'))
  for (const [name, { file }] of Object.entries<{ file: string }>(compose.secrets)) {
    t.ok(created.includes(name), name)
    t.equal(file, `./deploy/compose/secrets/${name}`)
  }
  for (const path of Object.values<string>(instance.environment)) {
    if (path.startsWith('/run/secrets/')) t.ok(instance.secrets.includes(path.slice(13)), path)
  }
  const secret = readFileSync(join(folder, 'secrets/jwt_secret'), 'utf8')
  t.match(secret, /^[\w-]{43}\n$/)
  execFileSync('sh', [join(folder, 'make-secrets.sh')])
  t.equal(readFileSync(join(folder, 'secrets/jwt_secret'), 'utf8'), secret, 'stays')
})

t.test(
  'every service of compose.yaml has a health check, the instances in their image',
  async (t) => {
    for (const [name, { build, healthcheck }] of Object.entries<typeof instance>(
      compose.services
    )) {
      t.ok(build === '.' || healthcheck, name)
    }
    t.match(read('Dockerfile'), /^HEALTHCHECK /m)
  }
)

t.test('the Kubernetes manifests set only existing settings', async (t) => {
  const text = read('deploy/kubernetes/starwars-api.yaml')
  const objects = parseAllDocuments(text, { merge: true }).map((one) => one.toJS())
  const { data } = objects.find(({ kind }) => kind === 'ConfigMap')
  for (const name of Object.keys(data)) t.ok(isSetting(name), name)
  for (const kind of ['Deployment', 'Service', 'PodDisruptionBudget']) {
    t.ok(
      objects.some((one) => one.kind === kind),
      kind
    )
  }
})

t.test('the document creates each secret that the Kubernetes manifests mount', async (t) => {
  const mounted = read('deploy/kubernetes/starwars-api.yaml').match(/(?<=\/run\/secrets\/)[\w-]+/g)
  const created = read('docs/deployment.md').match(/(?<=--from-file=)[\w-]+/g)
  t.strictSame(new Set(created), new Set(mounted))
})

t.test('each service manager waits longer than a shutdown takes', async (t) => {
  const shutdown = 5 + 14
  t.ok(Number.parseInt(instance.stop_grace_period, 10) > shutdown)
  t.ok(Number(/^TimeoutStopSec=(\d+)$/m.exec(read('deploy/starwars-api.service'))?.[1]) > shutdown)
  const grace = /terminationGracePeriodSeconds: (\d+)/.exec(
    read('deploy/kubernetes/starwars-api.yaml')
  )?.[1]
  t.ok(Number(grace) > shutdown + 5)
})

t.test('neither the image nor the package contains .env files, tests or tools', async (t) => {
  const lines = read('.dockerignore').split('\n')
  t.equal(lines.filter((line) => line !== '' && !line.startsWith('#'))[0], '*')
  const added = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
  for (const name of ['.env', 'test', 'docs', '.git']) t.notOk(added.includes(name), name)
  const folders = ['data', 'web', 'src', 'routes', 'client', 'tools/build.mjs', 'tools/notices.mjs']
  folders.push('docs/how-it-works.md')
  for (const name of folders) t.ok(added.includes(name), `the build of the image needs ${name}`)
  t.notMatch(read('Dockerfile'), /^COPY --from=build \S*(?:data|web|src)(?:\/| )? /m, 'no sources')
  t.strictSame(JSON.parse(read('package.json')).files, ['dist', '!dist/**/*.map', 'data/*.txt'])
})

t.test('alerts and dashboard use only metrics that the operations page explains', async (t) => {
  const explained = new Set(read('docs/operations.md').match(/(?:starwars|http)_\w+/g))
  const suffix = /_(?:bucket|count)$/
  for (const path of ['deploy/prometheus/alerts.yml', 'deploy/grafana/starwars-api.json']) {
    const used = new Set(read(path).match(/(?:starwars|http_request)_\w+/g))
    t.ok(used.size > 5)
    for (const name of used) t.ok(explained.has(name.replace(suffix, '')), `${path}: ${name}`)
  }
})
