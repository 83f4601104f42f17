import fp from 'fastify-plugin'
import { StartError } from '../../src/config/start-error.js'
import { type ServingLock, takeServingLock } from '../../src/database/serving-lock.js'

declare module 'fastify' {
  interface FastifyInstance {
    servingLock: {
      /** Whether the set in this process may be trusted; always, where the set is in Redis. */
      isHeld(): boolean
      /** The same, but asked: a lock may be lost and its loss not be known here yet. */
      confirm(): Promise<boolean>
      /** Is called each time after the lock was lost and taken again. */
      onRegained(act: () => Promise<void>): void
    }
  }
}

/** In milliseconds. */
const retryDelay = 500
const confirmInterval = 500

/**
 * Without Redis the set of revoked tokens lies in the process: another process would not know what
 * this one revokes, nor this one what the other does, so the second is refused. Who loses the lock
 * serves no secured route until it has it again. With Redis it only keeps out who has none: whoever
 * loses it then goes on, and takes it again.
 */
export default fp(
  async (app) => {
    const { settings, redis } = app.config
    const isShared = redis !== null
    let lock: ServingLock | null = null
    let isClosing = false
    const acts: (() => Promise<void>)[] = []

    app.decorate('servingLock', {
      isHeld: () => isShared || (lock?.isHeld() ?? false),
      confirm: async () => isShared || (lock !== null && (await lock.confirm())),
      onRegained: (act) => void acts.push(act)
    })

    function watch(held: ServingLock): void {
      lock = held
      held.lost.then(() => {
        lock = null
        if (isClosing) return
        if (!isShared) app.log.error('the serving lock is lost: secured routes answer 503')
        regain()
      })
    }

    async function tryAgain(): Promise<void> {
      const taken = await takeServingLock(settings, { isShared }).catch(() => null)
      if (taken === null) return regain()
      try {
        for (const act of acts) await act()
      } catch {
        await taken.release()
        return regain()
      }
      if (!isShared) app.log.info('the serving lock is held again')
      watch(taken)
    }

    let attempt: Promise<void> | undefined
    let timer: NodeJS.Timeout | undefined

    function regain(): void {
      timer = setTimeout(() => {
        attempt = tryAgain()
      }, retryDelay).unref()
    }

    const variable = settings.DATABASE_URL === undefined ? 'DATA_DIR' : 'DATABASE_URL'
    const refuse = (message: string): never => {
      throw new StartError([{ variable, message }])
    }
    const first = await takeServingLock(settings, { isShared }).catch(({ message }: Error) =>
      refuse(`cannot take the lock of those who serve (${message})`)
    )
    if (first === null) {
      return refuse(
        isShared
          ? 'a process without REDIS_URL serves from this database; stop it first, for neither would know what the other revokes'
          : 'another process serves from this database; without REDIS_URL only one may, for the set of revoked tokens lies in it'
      )
    }
    watch(first)
    const confirmations = setInterval(() => void lock?.confirm(), confirmInterval).unref()
    app.addHook('onClose', async () => {
      isClosing = true
      clearInterval(confirmations)
      await attempt
      clearTimeout(timer)
      await lock?.release()
    })
  },
  { name: 'serving-lock', dependencies: ['config', 'database'] }
)
