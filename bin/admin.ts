import { thenCleanUp } from '../src/async/then-clean-up.js'
import { readCommand, usage } from './admin-command-line.js'
import { runCommand } from './command.js'
import { operatorApp } from './operator-app.js'

await runCommand(usage, async (args) => {
  const command = readCommand(args)
  const app = await operatorApp()
  async function print(): Promise<void> {
    for await (const line of command(app)) console.log(line)
  }
  await thenCleanUp(print(), () => app.close())
})
