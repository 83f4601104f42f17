import t, { type Test } from 'tap'
import { exitCodes, runCommand, UsageError, WaitingError } from '../../bin/command.js'

const usage = 'how to use it'

/** Returns the output and exit code of a command that runs this function. */
async function outcome(t: Test, args: string[], act: (args: string[]) => Promise<void>) {
  const printed: string[] = []
  const print = (line: string) => void printed.push(line)
  t.intercept(process, 'argv', { value: ['node', 'command', ...args] })
  t.intercept(console, 'log', { value: print })
  t.intercept(console, 'error', { value: print })
  process.exitCode = 0
  await runCommand(usage, act)
  const { exitCode } = process
  process.exitCode = 0
  return [exitCode, printed.join('')]
}

const fail = (error: Error) => async () => {
  throw error
}

t.test('returns a separate exit code for each outcome', async (t) => {
  const { failed, usage: wrong, waiting } = exitCodes
  const rows: [what: string, act: (args: string[]) => Promise<void>, expected: unknown[]][] = [
    ['done', async () => {}, [0, '']],
    ['failed', fail(new Error('no')), [failed, 'no']],
    ['wrong', fail(new UsageError('what?')), [wrong, `what?\n\n${usage}`]],
    [
      'an unknown option',
      fail(Object.assign(new Error('what?'), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' })),
      [wrong, `what?\n\n${usage}`]
    ],
    ['waiting', fail(new WaitingError('soon')), [waiting, 'soon']]
  ]
  for (const [what, act, expected] of rows) {
    t.strictSame(await outcome(t, ['x'], act), expected, what)
  }
})

t.test('help is printed on request, and without arguments', async (t) => {
  for (const args of [[], ['--help'], ['create', '-h']]) {
    t.strictSame(await outcome(t, args, fail(new Error('never'))), [0, usage])
  }
})

t.test('an argument that is not UTF-8 is an invalid command line', async (t) => {
  const act = fail(new Error('never'))
  const [code, printed] = await outcome(t, ['create', 'le\ufffda@example.org'], act)
  t.equal(code, exitCodes.usage)
  t.equal(printed, `The argument "le\ufffda@example.org" is not well-formed UTF-8\n\n${usage}`)
})
