import { execFileSync } from 'node:child_process'
import t from 'tap'
import { quotePython, quoteScript, quoteShell, snippetsOf } from '../../web/views/try/snippets.js'

const hostile = [
  `it's "quoted"`,
  '$HOME $(id) `id` \\ \\n \\\\',
  `$\{x} #{x}`,
  'line\nline\r\n\ttab',
  `'; rm -rf / #`,
  '\'\'\'"""',
  '!history !! %s {0} @file',
  'Ωmega 🚀 \u2028 \u2029 \u0001 \u007f',
  '-- --data <x> & | ; * ? [a-z]',
  '\\\'"$`'
]

t.test('a shell reads the quoted text', async (t) => {
  for (const text of hostile) {
    for (const shell of ['sh', 'bash']) {
      const read = execFileSync(shell, ['-c', `printf %s ${quoteShell(text)}`], {
        encoding: 'utf8'
      })
      t.equal(read, text, shell)
    }
  }
})

t.test('Node reads the quoted text', async (t) => {
  for (const text of hostile) {
    const code = `process.stdout.write(${quoteScript(text)})`
    t.equal(execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' }), text)
  }
})

t.test('Python reads the quoted text', async (t) => {
  for (const text of hostile) {
    const code = `import sys; sys.stdout.buffer.write(${quotePython(text)}.encode())`
    t.equal(execFileSync('python3', ['-c', code], { encoding: 'utf8' }), text)
  }
})

const url = `http://127.0.0.1:1/films/v1/?search=it's$(id)\`id\`&options[raw]=true`
const sample = { method: 'GET', url, body: '', type: '', hasToken: true }
const TOKEN = `secret'"$x`

/** Runs a snippet with a program in place of curl, fetch or requests, which prints its arguments. */
const runs = {
  curl: (code: string) =>
    execFileSync('bash', ['-c', `curl() { printf '%s\\0' "$@"; }\n${code}`], {
      encoding: 'utf8',
      env: { ...process.env, TOKEN }
    })
      .split('\0')
      .slice(0, -1),
  fetch: (code: string) =>
    JSON.parse(
      execFileSync(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `globalThis.fetch = async (...all) => { process.stdout.write(JSON.stringify(all)); process.exit() }
          ${code}`
        ],
        { encoding: 'utf8', env: { ...process.env, TOKEN } }
      )
    ),
  python: (code: string) =>
    JSON.parse(
      execFileSync(
        'python3',
        [
          '-c',
          `import json, sys, types
def request(*args, **more):
    print(json.dumps([args, {k: v.decode() if isinstance(v, bytes) else v for k, v in more.items()}]))
    sys.exit()
sys.modules['requests'] = types.SimpleNamespace(request=request)
${code}`
        ],
        { encoding: 'utf8', env: { ...process.env, TOKEN } }
      )
    )
}

t.test('the snippets send the same request', async (t) => {
  const authorization = `Authorization: Bearer ${TOKEN}`
  const read = snippetsOf(sample)
  t.strictSame(runs.curl(read.curl), ['--globoff', url, '--header', authorization])
  t.strictSame(runs.fetch(read.fetch), [url, { headers: { Authorization: `Bearer ${TOKEN}` } }])
  t.strictSame(runs.python(read.Python), [
    ['GET', url],
    { headers: { Authorization: `Bearer ${TOKEN}` } }
  ])
})

t.test('the snippets send the same body', async (t) => {
  const body = JSON.stringify(hostile)
  const type = 'application/json'
  const sent = snippetsOf({ ...sample, method: 'PATCH', body, type, hasToken: false })
  t.strictSame(runs.curl(sent.curl), [
    ...['--globoff', url, '--request', 'PATCH'],
    ...['--header', 'Content-Type: application/json', '--data-raw', body]
  ])
  const headers = { 'Content-Type': type }
  t.strictSame(runs.fetch(sent.fetch), [url, { method: 'PATCH', headers, body }])
  t.strictSame(runs.python(sent.Python), [['PATCH', url], { headers, data: body }])
})

t.test('HEAD and public requests', async (t) => {
  const plain = snippetsOf({ ...sample, method: 'HEAD', hasToken: false })
  t.strictSame(runs.curl(plain.curl), ['--globoff', url, '--head'])
  t.strictSame(runs.fetch(plain.fetch), [url, { method: 'HEAD' }])
  t.strictSame(runs.python(plain.Python), [['HEAD', url], {}])
  for (const snippet of Object.values(plain)) t.notMatch(snippet, /TOKEN/)
})

t.test('a snippet contains the name of the variable only', async (t) => {
  for (const snippet of Object.values(snippetsOf(sample))) {
    t.match(snippet, /\$TOKEN|env\.TOKEN|environ\["TOKEN"\]/)
  }
})
