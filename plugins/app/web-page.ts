import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyReply } from 'fastify'
import fp from 'fastify-plugin'
import { createResponse } from '../../src/catalogue/response-cache.js'
import { formPagePolicy } from '../../src/html/page.js'
import { completeWebPage, missingWebPage, webPagePolicy } from '../../src/html/web-page.js'

export interface WebFiles {
  /** The directory of the built web page. Default: `dist/web`. Tests use others. */
  readonly webFiles?: string
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The directory of the built web page. */
    webFiles: string
  }
  interface FastifyReply {
    /** Sends the web page; if it was not built, a page that says what to run. */
    sendWebPage(): undefined | Promise<FastifyReply>
  }
}

const builtFiles = () =>
  join(dirname(createRequire(import.meta.url).resolve('#package.json')), 'dist', 'web')

function readPage(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, 'index.html'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The page for browsers, from the files that the build has made. */
export default fp<WebFiles>(
  async (app, { webFiles = builtFiles() }) => {
    const { basePath, webPeers, smtp } = app.config
    const built = readPage(webFiles)
    const settings = { basePath, peers: webPeers, keepsMails: smtp === null }
    const html = built === undefined ? missingWebPage : completeWebPage(built, settings)
    const response = createResponse('text/html', html)
    const headers = {
      'content-security-policy': built === undefined ? formPagePolicy : webPagePolicy(webPeers),
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY'
    }
    app.decorate('webFiles', webFiles)
    app.decorateReply('sendWebPage', function (this: FastifyReply) {
      return this.headers(headers).sendCached(response)
    })
  },
  { name: 'web-page', dependencies: ['config', 'catalogue'] }
)
