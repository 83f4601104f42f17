import { escapeHtml } from './escape-html.js'
import { page } from './page.js'

/** What the page must know before its first request. */
export interface WebPageSettings {
  /** The path of the public URL without a slash at its end. */
  readonly basePath: string
  /** The origins that the page may call besides its own. */
  readonly peers: readonly string[]
  /** Whether mails are written to files and their links to the log. */
  readonly keepsMails: boolean
}

/** The Content-Security-Policy of the web page: its own files and API, the peers, and nothing else. */
export const webPagePolicy = (peers: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${["'self'", ...peers].join(' ')}`,
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'"
  ].join(';')

const meta = (name: string, content: string) =>
  `<meta name="${name}" content="${escapeHtml(content)}">`

/**
 * Completes the page that the build has made: its relative links get the path of the built files, and
 * its head gets the settings.
 */
export function completeWebPage(built: string, settings: WebPageSettings): string {
  const head = [
    meta('base-path', settings.basePath),
    meta('peers', settings.peers.join(' ')),
    ...(settings.keepsMails ? [meta('mails', 'kept')] : []),
    '</head>'
  ]
  return built
    .replaceAll('"./', () => `"${escapeHtml(settings.basePath)}/web/`)
    .replace('</head>', () => head.join('\n'))
}

/** The page in place of one that was not built. */
export const missingWebPage = page(
  'Not built',
  `<h1>The web page is not built</h1>
<p>Run <code>npm run build</code> in the directory of the service, and start the service again.</p>
<p>The API works without the page: <a href="ui/">Swagger UI</a>, <a href="openapi.json">OpenAPI document</a>.</p>`
)
