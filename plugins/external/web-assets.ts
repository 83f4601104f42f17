import fastifyStatic from '@fastify/static'
import fp from 'fastify-plugin'

/** A year, in milliseconds. */
const maxAge = 31_536_000_000

/**
 * Sends the built files of the web page, which never change: their names contain a hash. The build
 * has written the compressed form of each beside it.
 */
export default fp(
  async (app) => {
    await app.register(fastifyStatic, {
      root: app.webFiles,
      serve: false,
      preCompressed: true,
      acceptRanges: false,
      etag: false,
      lastModified: false,
      immutable: true,
      maxAge,
      // A directory that is missing has no files, and the page says what to run.
      suppressWarning: true
    })
  },
  { name: 'web-assets', dependencies: ['web-page'] }
)
