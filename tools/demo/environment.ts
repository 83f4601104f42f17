import { SettingsSchema } from '../../schemas/settings.js'

export interface StoreUrls {
  readonly DATABASE_URL: string
  readonly REDIS_URL: string
  readonly REDIS_PREFIX?: string
}

/**
 * Returns the stores that the caller has chosen; null for stores of the demo's own.
 *
 * @throws Error if only one of them is given: all instances must agree on both
 */
export function givenStores(env: NodeJS.ProcessEnv): StoreUrls | null {
  const { DATABASE_URL = '', REDIS_URL = '', REDIS_PREFIX } = env
  if (DATABASE_URL === '' && REDIS_URL === '') return null
  if (DATABASE_URL === '' || REDIS_URL === '') {
    const [given, missing] =
      DATABASE_URL === '' ? ['REDIS_URL', 'DATABASE_URL'] : ['DATABASE_URL', 'REDIS_URL']
    throw new Error(
      `${given} is set, but ${missing} is not. Set both to use these stores, or none: then the demo starts its own.`
    )
  }
  return { DATABASE_URL, REDIS_URL, ...(REDIS_PREFIX && { REDIS_PREFIX }) }
}

const isSetting = (name: string) => name in SettingsSchema.properties || name.startsWith('JWT_')

/** Returns the environment of an instance: of the caller's settings, it has none. */
export function environmentOf(
  caller: NodeJS.ProcessEnv,
  own: Readonly<Record<string, string>>
): NodeJS.ProcessEnv {
  const rest = Object.entries(caller).filter(([name]) => !isSetting(name))
  return {
    ...Object.fromEntries(rest),
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    ...own
  }
}

export const originOf = (port: number) => `http://127.0.0.1:${port}`

/** Returns the settings of an instance whose page watches the other instance, too. */
export function settingsOf(port: number, other: number): Record<string, string> {
  return { PORT: String(port), WEB_PEERS: originOf(other), CORS_ORIGINS: originOf(other) }
}
