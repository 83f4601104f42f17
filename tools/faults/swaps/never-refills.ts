/** Finds nothing that is missing, so that nothing is filled again. */
export { createDeathWatch, distrust, examine } from '../../../src/revocation/survey.js'
export const learn = () => null
