import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'

/** The compressed form of a file stands beside it, and is chosen by `Accept-Encoding`. */
const isListed = (file: string) => !/(?:^|\/)\.|\.(?:br|map)$/.test(file)

/** Returns the paths of the built files, below `directory`. */
function findAssets(directory: string): Set<string> {
  if (!existsSync(join(directory, 'assets'))) return new Set()
  const entries = readdirSync(join(directory, 'assets'), { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => `assets/${name}`)
  return new Set(files.filter(isListed))
}

/** The built files of the web page: these and no others. */
const routes: FastifyPluginAsync = async (app) => {
  const assets = findAssets(app.webFiles)
  app.get<{ Params: { readonly '*': string } }>(
    '/web/*',
    { config: { public: true }, schema: { hide: true } },
    ({ params }, reply) => {
      const file = params['*']
      return assets.has(file) ? reply.sendFile(file) : reply.callNotFound()
    }
  )
}

export default routes
