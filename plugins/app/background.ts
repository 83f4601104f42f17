import { setTimeout as sleep } from 'node:timers/promises'
import fp from 'fastify-plugin'
import { reasonOf } from '../../src/log/reason-of.js'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Does something again and again, never twice at once, until the service closes; what is under
     * way then is waited for. A failure is logged once, and again when it is over.
     *
     * @param interval in milliseconds
     * @param act is told how to see that the service closes: what is long ends early then
     * @returns does it at once, or once more a little after what is under way
     */
    background(
      name: string,
      interval: number,
      act: (isClosing: () => boolean) => Promise<void>
    ): () => void
  }
}

/** After a failure, and before the same is done once more at somebody's wish, in milliseconds. */
const pause = 100

export default fp(
  async (app) => {
    app.decorate('background', (name, interval, act) => {
      let running: Promise<void> | undefined
      let isWanted = false
      let hasFailed = false
      let isClosing = false

      async function run(): Promise<void> {
        do {
          isWanted = false
          try {
            await act(() => isClosing)
            if (hasFailed) app.log.info(`${name}: works again`)
            hasFailed = false
          } catch (error) {
            if (!hasFailed) app.log.error({ reason: reasonOf(error) }, `${name}: failed`)
            hasFailed = true
          }
          // Whoever wants it once more waits a little: what is wanted all the time, or fails at once,
          // would be done all the time.
          if (isWanted || hasFailed) await sleep(pause)
        } while (isWanted)
        running = undefined
      }

      const timer = setInterval(() => {
        running ??= run()
      }, interval)
      timer.unref()
      app.addHook('onClose', async () => {
        clearInterval(timer)
        isWanted = false
        isClosing = true
        await running
      })
      return () => {
        isWanted = true
        running ??= run()
      }
    })
  },
  { name: 'background' }
)
