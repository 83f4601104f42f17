import { createRequire } from 'node:module'

/** As package.json tells it, found from the sources and from the build alike. */
const { version } = createRequire(import.meta.url)('#package.json') as { version: string }

export { version }
