import Fastify from 'fastify'
import t, { type Test } from 'tap'
import app from '../../app.js'
import { loadConfig } from '../../plugins/external/config.js'
import { eagerCompilers } from '../../plugins/external/validation.js'
import { serverOptions } from '../../server-options.js'
import { cheapHashes, environment, temporaryDirectory } from '../helper.js'

/** The application, with all schemas compiled at its start. */
function start(t: Test) {
  const config = loadConfig({ ...environment, DATA_DIR: temporaryDirectory(t) })
  const server = Fastify({
    ...serverOptions(config),
    schemaController: { compilersFactory: eagerCompilers }
  })
  t.teardown(() => server.close())
  server.register(app, { config, argon2: cheapHashes, maxEventLoopDelay: 0 })
  return server
}

t.test('all route schemas compile', async (t) => {
  await t.resolves(async () => void (await start(t).ready()))
})

t.test('an invalid schema stops this start', async (t) => {
  const server = start(t)
  const schema = { querystring: { type: 'nonsense' } }
  server.get('/bad', { config: { public: true }, schema }, async () => 'never')
  await t.rejects(async () => void (await server.ready()), { message: /type must be JSONType/ })
})
