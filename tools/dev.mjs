import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

/*
 * Runs the service and the web page for their developers: each restarts or reloads when its sources
 * change. The page asks the service at PORT (default: 3000).
 */
const tsx = fileURLToPath(import.meta.resolve('tsx/cli'))
// Not by npx, which passes no signals on.
const service = spawn(process.execPath, [tsx, 'watch', '--clear-screen=false', 'server.ts'], {
  stdio: 'inherit'
})
const page = await createServer({ configFile: 'web/vite.config.ts' })
await page.listen()
page.printUrls()

service.once('exit', async (code) => {
  await page.close()
  process.exitCode = code ?? 1
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => service.kill(signal))
