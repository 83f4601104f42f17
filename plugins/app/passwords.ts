import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import * as argon2 from '@node-rs/argon2'
import fp from 'fastify-plugin'
import { readCommonPasswords, readCommonWords } from '../../src/passwords/common-passwords.js'
import { type Argon2Costs, createHasher, defaultCosts } from '../../src/passwords/hasher.js'
import { checkPassword, type PasswordPolicy } from '../../src/passwords/policy.js'

declare module 'fastify' {
  interface FastifyInstance {
    passwords: Awaited<ReturnType<typeof createHasher>> & {
      /** @throws Problem `password-weak` with the reason */
      check(password: string, email: string): void
    }
  }
}

/** Resolved as imports of the package, so that the sources and the build both find the files. */
const { resolve } = createRequire(import.meta.url)
const listFiles = ['#common-passwords', '#common-words'].map((name) => resolve(name))

/**
 * Leaves one core to the event loop, and one of libuv's four threads to DNS and the file system.
 */
const concurrency = Math.max(1, Math.min(availableParallelism() - 1, 3))

/** At 30 ms per hash, the last one in the queue waits about three seconds. */
const maxWaiting = 100 * concurrency

/** Passwords: the policy for new ones, hashing, and verification. */
export default fp<{ argon2?: Argon2Costs }>(
  async (app, { argon2: costs = defaultCosts }) => {
    const minLength = app.config.settings.PASSWORD_MIN_LENGTH
    // Read at the first new password: it would take a twentieth of the time to start.
    let policy: PasswordPolicy | undefined
    function readPolicy(): PasswordPolicy {
      const lists = listFiles.map((file) => readFileSync(file, 'utf8'))
      const commonPasswords = readCommonPasswords(lists, minLength)
      return { minLength, commonPasswords, commonWords: readCommonWords(lists) }
    }
    app.decorate('passwords', {
      ...(await createHasher({ argon2, costs, concurrency, maxWaiting })),
      check(password, email) {
        policy ??= readPolicy()
        checkPassword(password, email, policy)
      }
    })
  },
  { name: 'passwords', dependencies: ['config'] }
)
