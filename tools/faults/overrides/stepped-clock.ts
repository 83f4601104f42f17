import fp from 'fastify-plugin'
import original from '../../../plugins/app/clock.js'

let step = 0
process.on('message', ({ clockStep }: { clockStep?: number }) => {
  if (clockStep === undefined) return
  step = clockStep
  process.send?.({ clockStep: step })
})
process.channel?.unref()

/** The system's clock, plus an offset in seconds that the parent process sets. */
export default fp(
  async (app) => void (await app.register(original, { clock: () => Date.now() / 1000 + step })),
  {
    name: 'stepped-clock'
  }
)
