import type * as original from '../../../src/revocation/survey.js'

/** Finds nothing that is missing, so that nothing is filled again. */
export { createDeathWatch } from '../../../src/revocation/survey.js'
export const surveyNode: typeof original.surveyNode = async () => null
