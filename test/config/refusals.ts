import { loadConfig } from '../../plugins/external/config.js'
import { StartError } from '../../src/config/start-error.js'
import { environment } from '../helper.js'

/** Returns the issues of a valid environment after some changes, or an empty list. */
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

/** Unsets all secrets. */
export const noSecrets = {
  JWT_SECRET: undefined,
  JWT_REFRESH_SECRET: undefined,
  JWT_EMAIL_SECRET: undefined,
  JWT_PASSWORD_SECRET: undefined
}
