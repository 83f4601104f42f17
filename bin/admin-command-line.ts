import { parseArgs } from 'node:util'
import { isEmail } from '../src/accounts/email.js'
import { clientName } from '../src/clients/clients.js'
import { commandOf } from '../src/config/command-of.js'
import { readDecimal, readWhole } from '../src/query/plain-values.js'
import { isRole, roleNames } from '../src/tokens/roles.js'
import {
  actOnUser,
  createAccount,
  type OperatorApp,
  userActs,
  userLines
} from './admin-commands.js'
import { clientLines, createNewClient, removeClient, rotateSecret } from './client-commands.js'
import { UsageError } from './command.js'
import { cutOffTokens } from './cut-off-tokens.js'

const roles = roleNames.join('|')

export const usage = `${commandOf('admin')} COMMAND

  ${`create ADDRESS --role ${roles}`.padEnd(33)}  create an account; prompts for the password, or reads stdin
  promote USER                       change the role to admin; ends all sessions of the user
  demote USER                        change the role to basic; ends all sessions of the user
  disable USER                       prevent the user from logging in; ends all sessions of the user
  enable USER                        allow the user to log in again
  revoke-sessions USER               end all sessions of the user
  delete USER                        delete the account; ends all sessions of the user
  list                               list all users
  client create NAME                 create a client that can introspect tokens; prints its secret once
  client list                        list all clients: last use, and until when each secret is valid
  client rotate NAME [--keep HOURS]  print a new secret; the current one stays valid for HOURS (default: 24)
  client delete NAME                 delete the client; its secrets are invalid at once
  tokens-valid-from now|TIME         after a restore: make every token that was issued before this time
                                     invalid. TIME is like 2026-11-29T12:00:00Z, or seconds since 1970
      --reset-passwords              no password works until its user resets it by mail
      --disable-clients              no client credentials work until they are rotated or created anew

USER is an id or an e-mail address. The commands need the environment of the service. They work
with and without a running service. A command that ends sessions returns when no instance of the
service accepts their tokens any more. Without Redis it waits for the running service;
--wait SECONDS sets the timeout (default: 15).
Exit code: 0 success, 1 rejected or failed, 2 wrong command line, 3 recorded but not published yet.`

/** How long a rotated secret stays valid, in hours. */
const defaultKeep = '24'
/** A year. */
const maxKeep = 8760

type ClientAct = (app: OperatorApp, name: string, hours: number) => Promise<string>
const clientActs: Readonly<Record<string, ClientAct>> = {
  create: createNewClient,
  rotate: rotateSecret,
  delete: removeClient
}

async function* one(line: Promise<string>) {
  yield await line
}

/** Parses `now`, seconds since the epoch, or a date and time with its zone (RFC 3339). */
function readTime(text: string): number | 'now' {
  if (text === 'now') return text
  const isDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)
  const seconds = isDate ? Math.ceil(Date.parse(text) / 1000) : readWhole(text)
  if (Number.isSafeInteger(seconds) && seconds >= 0) return seconds
  throw new UsageError(
    `"${text}" is not a time. Allowed: now, a date and time with its zone like 2026-11-29T12:00:00Z, or whole seconds since 1970`
  )
}

function required(value: string | undefined, what: string): string {
  if (value === undefined || value === '') throw new UsageError(`Missing argument: ${what}`)
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
    options: {
      role: { type: 'string' },
      keep: { type: 'string' },
      wait: { type: 'string', default: '15' },
      'reset-passwords': { type: 'boolean', default: false },
      'disable-clients': { type: 'boolean', default: false }
    }
  })
  const [command = '', ...words] = positionals
  const timeout = readDecimal(values.wait)
  if (!(timeout >= 0 && timeout < 3600))
    throw new UsageError('--wait must be a number of seconds from 0 to less than 3600')
  // Rejects an option that the command would ignore: `promote leia --role basic`.
  if (values.role !== undefined && command !== 'create') {
    throw new UsageError('Only the command create accepts --role')
  }

  const { keep } = values
  if (keep !== undefined && `${command} ${words[0]}` !== 'client rotate') {
    throw new UsageError('Only the command client rotate accepts --keep')
  }

  const resetsPasswords = values['reset-passwords']
  const disablesClients = values['disable-clients']
  if ((resetsPasswords || disablesClients) && command !== 'tokens-valid-from') {
    throw new UsageError(
      'Only the command tokens-valid-from accepts --reset-passwords and --disable-clients'
    )
  }

  function take(count: number): void {
    const tooMany = words[count]
    if (tooMany !== undefined) throw new UsageError(`Unexpected argument "${tooMany}"`)
  }

  if (Object.hasOwn(userActs, command)) {
    const name = required(words[0], 'USER, an id or an e-mail address')
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
    if (!isEmail(email)) throw new UsageError(`"${email}" is not an e-mail address`)
    const { role } = values
    if (!isRole(role)) throw new UsageError(`--role must be one of ${roleNames.join(', ')}`)
    return (app) => one(createAccount(app, email, role))
  }
  if (command === 'tokens-valid-from') {
    const time = readTime(required(words[0], 'now, or a TIME'))
    take(1)
    return (app) => cutOffTokens(app, { time, timeout, resetsPasswords, disablesClients })
  }
  if (command === 'client' && words[0] === 'list') {
    take(1)
    return clientLines
  }
  // The command `service create` of earlier releases does the same as `client create`.
  const isClient = command === 'client' || `${command} ${words[0]}` === 'service create'
  if (isClient && Object.hasOwn(clientActs, words[0] ?? '')) {
    const act = clientActs[words[0] as string] as ClientAct
    const name = required(words[1], 'NAME')
    take(2)
    if (!clientName.test(name)) {
      throw new UsageError(
        `"${name}" is not a valid client name. Allowed: at most 64 lower-case letters, digits, ".", "_" and "-"; the first is a letter or a digit`
      )
    }
    const hours = readDecimal(keep ?? defaultKeep)
    if (!(hours >= 0 && hours <= maxKeep))
      throw new UsageError(`--keep must be a number of hours from 0 to ${maxKeep}`)
    return (app) => one(act(app, name, hours))
  }
  throw new UsageError(`Unknown command "${positionals.join(' ')}"`)
}
