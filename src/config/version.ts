import { createRequire } from 'node:module'

/** The version in package.json. `#package.json` resolves from the sources and from the build. */
const { version } = createRequire(import.meta.url)('#package.json') as { version: string }

export { version }
