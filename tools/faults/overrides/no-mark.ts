/** Believes that no database was restored. */
export { highestOf, isAhead, markMembers, stripes } from '../../../src/revocation/mark.js'
export const isBehind = () => false
