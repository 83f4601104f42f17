import { isWellDecoded } from '../src/config/encoding-rules.js'
import { ownerOnlyUmask } from '../src/config/file-modes.js'

/** The exit codes of the commands. */
export const exitCodes = {
  /** The command was rejected or failed; nothing was changed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The change is recorded, but not published yet. */
  waiting: 3
} as const

/** The command line is wrong. The message is printed with the usage. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** The change is recorded, but not published yet; the message says why. */
export class WaitingError extends Error {}

const isUsage = (error: Error) =>
  error instanceof UsageError ||
  String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')

/**
 * Returns the command-line arguments, which must be UTF-8: Node would decode different invalid bytes to
 * the same text.
 *
 * @throws UsageError
 */
function commandArguments(): string[] {
  const args = process.argv.slice(2)
  const unreadable = args.find((arg) => !isWellDecoded(arg))
  if (unreadable === undefined) return args
  throw new UsageError(`The argument "${unreadable}" is not well-formed UTF-8`)
}

type CommandAct = (args: string[]) => Promise<void>

/** Runs a command. Prints the usage for `--help` or without arguments. */
export async function runCommand(usage: string, act: CommandAct): Promise<void> {
  if (process.argv.length === 2) console.log(usage)
  else await runWithAnyArguments(usage, act)
}

/**
 * Runs a command, also without arguments. Prints an error without its stack to stderr, and sets the exit
 * code. Prints the usage for `--help`.
 */
export async function runWithAnyArguments(usage: string, act: CommandAct): Promise<void> {
  const args = process.argv.slice(2)
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage)
    return
  }
  process.umask(ownerOnlyUmask)
  try {
    await act(commandArguments())
  } catch (thrown) {
    const error = thrown as Error
    console.error(isUsage(error) ? `${error.message}\n\n${usage}` : error.message)
    if (isUsage(error)) process.exitCode = exitCodes.usage
    else process.exitCode = error instanceof WaitingError ? exitCodes.waiting : exitCodes.failed
  }
}
