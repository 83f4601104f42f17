import t from 'tap'
import { bearer, environment } from '../helper.js'
import { printToken, production, Service } from './service.js'

t.test(
  'outside production, the start message contains the address and a command for tokens',
  async (t) => {
    const service = new Service(t)
    const origin = await service.origin()
    await service.prints(/A token:/)
    t.match(service.stdout, `starwars-api listens on ${origin}\n`)
    t.match(service.stdout, `${origin}/ui/\n`)
    t.match(service.stdout, 'npm run --silent token -- --role basic')
    t.equal((await fetch(`${origin}/ui/`)).status, 200)
    const token = await printToken(environment)
    t.equal((await fetch(`${origin}/films/v1/`, { headers: bearer(token) })).status, 200)
    t.equal(service.stderr, '')
  }
)

t.test('in production, the output contains log lines only', async (t) => {
  const service = new Service(t, { env: production })
  const origin = await service.origin()
  t.equal((await fetch(`${origin}/healthz`)).status, 200)
  t.notMatch(service.stdout, /token|\/ui\//)
  const lines = service.stdout.trim().split('\n')
  t.equal(lines.length, service.log.length, 'every line is a log line')
  t.equal(service.stderr, '')
})
