import t from 'tap'
import { temporaryDirectory } from '../helper.js'
import { runCommand } from './run-command.js'

const starwars = (args: string[], env = {}) => runCommand('starwars-api', args, env)

t.test('lists the verbs', async (t) => {
  for (const args of [[], ['--help'], ['-h']]) {
    const { code, stdout } = await starwars(args)
    t.equal(code, 0)
    for (const verb of ['start', 'migrate', 'admin', 'token']) t.match(stdout, `\n  ${verb} `)
  }
})

t.test('rejects other verbs', async (t) => {
  for (const verb of ['begin', 'constructor']) {
    const { code, stdout, stderr } = await starwars([verb])
    t.strictSame([code, stdout], [2, ''])
    t.match(stderr, `Unknown verb "${verb}"\n\nstarwars-api VERB`)
  }
})

t.test('passes the other arguments on', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  t.match(await starwars(['token', '--role', 'basic'], env), { code: 0, stdout: /^ey[\w.-]+\n$/ })
  t.match(await starwars(['token', '--role', 'jedi'], env), {
    code: 2,
    stderr: /basic, admin\n\nnpx starwars-api token --role /
  })
  t.match(await starwars(['migrate', 'status'], env), { code: 0, stdout: /0001-accounts\tpending/ })
  t.match(await starwars(['admin', 'list'], env), { code: 0, stdout: /^id\temail/ })
  t.match(await starwars(['start'], { ...env, PORT: 'x' }), {
    code: 1,
    stderr: /does not start:\n {2}PORT/
  })
})
