import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'

/*
 * The second circle: the tests that `npm test` omits because they are slow, the first circle on newer
 * versions of Node, and the coverage of both circles.
 *
 * Usage: npm run test:all -- [--after-test] [PATH...]
 *   --after-test  `npm test` has just run: uses its coverage and does not run it again
 *   PATH          runs only the files of the second circle whose path begins with PATH
 */
const newerNodes = ['24', '26']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'after-test': { type: 'boolean', default: false } }
})

const failed = []

function step(name, command, env = {}) {
  console.log(`\n== ${name}`)
  const { status } = spawnSync('sh', ['-c', command], {
    stdio: 'inherit',
    env: { ...process.env, ...env }
  })
  if (status !== 0) failed.push(name)
}

const tests = (args) => `node dist-test/test/run.js ${args} | tap -`
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`

step('build', 'npm run --silent build && npm run --silent build:test')
step(
  'servers',
  'node dist-test/test/ensure-servers.js redis-server PostgreSQL nginx haproxy pgbouncer chromium'
)
if (positionals.length > 0)
  step('second circle', tests(`--second ${positionals.map(quote).join(' ')}`))
else {
  rmSync('coverage/second', { recursive: true, force: true })
  if (!values['after-test']) step('first circle', 'npm test')
  step('second circle', tests('--second'), { NODE_V8_COVERAGE: 'coverage/second' })
  for (const version of newerNodes) {
    step(
      `first circle on Node ${version}`,
      `npx --yes -p node@${version} -c ${quote(`node --version; ${tests('')}`)}`
    )
  }
  rmSync('coverage/all', { recursive: true, force: true })
  for (const circle of ['first', 'second']) {
    cpSync(`coverage/${circle}`, 'coverage/all', { recursive: true })
  }
  step('coverage of both circles', 'c8 report')
}

if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
