import type { Test } from 'tap'
import { freePort } from '../free-port.js'
import { type BuildOptions, build, temporaryDirectory } from '../helper.js'
import { startNginx } from '../nginx.js'
import { nginxRecipe } from './proxy-recipes.js'

/** Starts the service under a path behind nginx, as documented. */
export async function startUnderPath(t: Test, options: BuildOptions = {}) {
  const port = await freePort()
  const nginx = await startNginx(t, nginxRecipe([port, port], { isUnderPath: true }))
  const base = `${nginx.origin}/starwars`
  const dataDirectory = temporaryDirectory(t)
  const env = { PUBLIC_URL: base, DATA_DIR: dataDirectory }
  const server = await build(t, { ...options, env })
  await server.listen({ host: '127.0.0.1', port })
  return { nginx, base, server, dataDirectory, direct: `http://127.0.0.1:${port}` }
}
