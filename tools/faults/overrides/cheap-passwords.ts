/** Hashes that cost almost nothing: a drill needs many logins per second, on any machine. */
export * from '../../../src/passwords/hasher.js'
export const defaultCosts = { memoryCost: 8, timeCost: 1, parallelism: 1 }
