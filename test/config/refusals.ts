import { loadConfig } from '../../plugins/external/config.js'
import { StartError } from '../../src/config/start-error.js'
import { environment } from '../helper.js'

/** What is wrong with a good environment after some changes; nothing if it is accepted. */
export function refusalsOf(changes: Record<string, string | undefined>) {
  try {
    loadConfig({ ...environment, ...changes })
    return []
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    return error.issues
  }
}

export const variablesIn = (issues: readonly { variable: string }[]) =>
  issues.map(({ variable }) => variable)

/** The environment without any secret. */
export const noSecrets = {
  JWT_SECRET: undefined,
  JWT_REFRESH_SECRET: undefined,
  JWT_EMAIL_SECRET: undefined,
  JWT_PASSWORD_SECRET: undefined
}
