import { isWellDecoded } from '../src/config/encoding-rules.js'
import { ownerOnlyUmask } from '../src/config/owner-only.js'

/** What the exit code of a command says. */
export const exitCodes = {
  /** It was refused, or failed; nothing was changed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** It was written down, and is not in force yet. */
  waiting: 3
} as const

/** The command line is wrong; the usage is told with it. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** What was asked for is written down; the message says what it waits for. */
export class WaitingError extends Error {}

const isUsage = (error: Error) =>
  error instanceof UsageError ||
  String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')

/**
 * What the command line says, which must be UTF-8: of two addresses or names, others would be one.
 *
 * @throws UsageError
 */
export function commandArguments(): string[] {
  const args = process.argv.slice(2)
  const unreadable = args.find((arg) => !isWellDecoded(arg))
  if (unreadable === undefined) return args
  throw new UsageError(`The argument "${unreadable}" is not well-formed UTF-8`)
}

/**
 * Carries a command out. What goes wrong is told in a line on stderr, without a stack, and by the
 * exit code; `--help` or no argument at all gets the usage.
 */
export async function runCommand(
  usage: string,
  act: (args: string[]) => Promise<void>
): Promise<void> {
  const args = process.argv.slice(2)
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
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
