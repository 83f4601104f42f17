#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
// Is loaded here, before `start` changes the arguments.
import '../src/config/command-of.js'
import { exitCodes } from './command.js'

/** Each verb is a program of its own, which reads the arguments after the verb. */
const verbs: Readonly<Record<string, () => Promise<unknown>>> = {
  start() {
    // The file that WORKERS start.
    process.argv[1] = fileURLToPath(new URL('../server.js', import.meta.url))
    return import('../server.js')
  },
  migrate: () => import('./migrate.js'),
  admin: () => import('./admin.js'),
  token: () => import('./token.js')
}

const usage = `starwars-api VERB

  start                   start the service
  migrate up|down|status  migrate the database
  admin COMMAND           manage users and clients
  token --role ROLE       print a token

The verbs need the environment of the service. "starwars-api admin --help" lists the commands of a verb.`

const [verb = '--help'] = process.argv.splice(2, 1)
if (verb === '--help' || verb === '-h') {
  console.log(usage)
} else if (Object.hasOwn(verbs, verb)) {
  await verbs[verb]?.()
} else {
  console.error(`Unknown verb "${verb}"\n\n${usage}`)
  process.exitCode = exitCodes.usage
}
