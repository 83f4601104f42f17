import { parseArgs } from 'node:util'
import { isEmail } from '../src/accounts/email.js'
import { clientName } from '../src/clients/clients.js'
import { readDecimal } from '../src/query/plain-values.js'
import { isRole, roleNames } from '../src/tokens/roles.js'
import {
  actOnUser,
  createAccount,
  createServiceAccount,
  type OperatorApp,
  userActs,
  userLines
} from './admin-commands.js'
import { UsageError } from './command.js'

export const usage = `npm run --silent admin -- COMMAND

  create ADDRESS --role basic|admin  make an account; asks for its password, or reads it from stdin
  promote USER                       make an admin
  demote USER                        make a basic user
  disable USER                       keep from logging in
  enable USER                        let log in again
  revoke-sessions USER               end all sessions
  delete USER                        delete the account
  list                               list all users
  service create NAME                let another service introspect tokens; prints its secret, once

USER is an id or an address. Works beside the running service, with its environment. What ends
sessions answers when no instance of the service accepts their tokens any more; --wait SECONDS says
how long that may take (15).
Exit code: 0 done, 1 refused or failed, 2 wrong command line, 3 written down but not in force yet.`

async function* one(line: Promise<string>) {
  yield await line
}

function required(value: string | undefined, what: string): string {
  if (value === undefined || value === '') throw new UsageError(`Missing: ${what}`)
  return value
}

/**
 * Parses the whole command line, before anything is opened.
 *
 * @returns the command, which yields the lines to print
 * @throws UsageError
 */
export function readCommand(args: readonly string[]): (app: OperatorApp) => AsyncIterable<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { role: { type: 'string' }, wait: { type: 'string', default: '15' } }
  })
  const [command = '', ...words] = positionals
  const timeout = readDecimal(values.wait)
  if (!(timeout >= 0 && timeout < 3600)) throw new UsageError('--wait takes a number of seconds')
  // Rejects an option that the command would ignore: `promote leia --role basic`.
  if (values.role !== undefined && command !== 'create') {
    throw new UsageError('Only create takes --role')
  }

  function take(count: number): void {
    const tooMany = words[count]
    if (tooMany !== undefined) throw new UsageError(`Unexpected argument "${tooMany}"`)
  }

  if (Object.hasOwn(userActs, command)) {
    const name = required(words[0], 'USER, an id or an address')
    take(1)
    return (app) => one(actOnUser(app, command, name, timeout))
  }
  if (command === 'list') {
    take(0)
    return userLines
  }
  if (command === 'create') {
    const email = required(words[0], 'ADDRESS')
    take(1)
    if (!isEmail(email)) throw new UsageError(`"${email}" is no e-mail address`)
    const { role } = values
    if (!isRole(role)) throw new UsageError(`--role must be one of ${roleNames.join(', ')}`)
    return (app) => one(createAccount(app, email, role))
  }
  if (command === 'service' && words[0] === 'create') {
    const name = required(words[1], 'NAME')
    take(2)
    if (!clientName.test(name)) {
      throw new UsageError(
        `"${name}" is no name of a service: lower-case letters, digits, ".", "_" and "-", 64 at the most`
      )
    }
    return (app) => one(createServiceAccount(app, name))
  }
  throw new UsageError(`Unknown command "${positionals.join(' ')}"`)
}
