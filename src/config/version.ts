import { createRequire } from 'node:module'

/** The version in package.json. `#package.json` resolves from the sources and from the build. */
const { version } = createRequire(import.meta.url)('#package.json') as { version: string }

/** The name of the connections to PostgreSQL. Releases before 0.2 have no version in it. */
export const applicationName = `starwars-api/${version}`

export { version }
