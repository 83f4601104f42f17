/** Trusts every bucket of every server, as if Redis never lost data. */
export * from '../../../src/revocation/redis/server-identity.js'
export const isComplete = () => true
