/** Hashes that cost next to nothing: a drill wants many logins a second, on any machine. */
export * from '../../../src/passwords/hasher.js'
export const defaultCosts = { memoryCost: 8, timeCost: 1, parallelism: 1 }
