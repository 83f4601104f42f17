import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Fastify from 'fastify'
import app from '../../app.js'
import { loadConfig } from '../../plugins/external/config.js'
import { serverOptions } from '../../server-options.js'
import { createUser } from '../../src/accounts/store/users.js'
import { median } from './figures.js'

const tries = 200
/** The maximum difference between the medians, as a fraction of the smaller one. */
const tolerance = 0.1
/** The pause between tries, in milliseconds: the mail of one try must not delay the next. */
const between = 25

const known = 'rey@example.org'
const password = 'rainbow harvest under twin suns'

/** Public requests about an address, whose response times could reveal whether it has an account. */
const bodies: Readonly<Record<string, (email: string) => object>> = {
  signup: (email) => ({ email, password }),
  'email_verification/resend': (email) => ({ email }),
  password_forgotten: (email) => ({ email }),
  login: (email) => ({ email, password: 'seven quiet moons behind glass' })
}

async function start(directory: string) {
  const config = loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATA_DIR: directory,
    RATE_LIMIT: 'off'
  })
  const server = Fastify(serverOptions(config))
  await server.register(app, { config, maxEventLoopDelay: 0 })
  const origin = await server.listen({ host: '127.0.0.1', port: 0 })
  await createUser(
    server.db,
    {
      email: known,
      role: 'basic',
      passwordHash: await server.passwords.hash(password),
      verifiedAt: server.clock()
    },
    server.clock()
  )
  // A pending sign-up, which is the known address for `resend`.
  const pending = 'finn@example.org'
  const sendRequest = async (path: string, email: string) => {
    const began = performance.now()
    const response = await fetch(`${origin}/users/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(bodies[path]?.(email))
    })
    const body = (await response.json()) as { readonly status: string; readonly code?: string }
    const time = performance.now() - began
    await pause(between)
    return { time, outcome: `${response.status} ${body.code ?? body.status}` }
  }
  await sendRequest('signup', pending)
  return {
    server,
    sendRequest,
    knownTo: (path: string) => (path.includes('resend') ? pending : known)
  }
}

async function measure(directory: string): Promise<string[]> {
  const { server, sendRequest, knownTo } = await start(directory)
  const rows: string[] = []
  try {
    for (const path of Object.keys(bodies)) {
      const times = { known: [] as number[], unknown: [] as number[] }
      const responses = new Set<string>()
      for (let i = -10; i < tries; i++) {
        const pair = [
          ['known', knownTo(path)],
          ['unknown', `nobody-${i}-${path.length}@example.org`]
        ] as const
        for (const [which, email] of i % 2 === 0 ? pair : pair.toReversed()) {
          const { time, outcome } = await sendRequest(path, email)
          responses.add(outcome)
          // The first tries are a warm-up.
          if (i >= 0) times[which].push(time)
        }
      }
      const [one, other] = [median(times.known), median(times.unknown)]
      const difference = Math.abs(one - other) / Math.min(one, other)
      rows.push(
        `| \`POST ${path}\` | ${one.toFixed(1)} | ${other.toFixed(1)} | ${(100 * difference).toFixed(1)} % | ${[...responses].join(', ')} |`
      )
      if (responses.size > 1 || difference > tolerance) process.exitCode = 1
    }
  } finally {
    await server.close()
  }
  return rows
}

const directory = mkdtempSync(join(tmpdir(), 'starwars-bench-'))
try {
  const rows = await measure(directory)
  const table = [
    '| route | known address: median ms | unknown address: median ms | difference | response in both cases |',
    '| --- | ---: | ---: | ---: | --- |',
    ...rows
  ].join('\n')
  console.log(table)
  const file = 'docs/security.md'
  const text = readFileSync(file, 'utf8').replace(
    /(<!-- enumeration -->\n)[\s\S]*?(\n<!-- \/enumeration -->)/,
    (_, begin, end) => `${begin}${table}${end}`
  )
  writeFileSync(file, text)
  if (process.exitCode)
    console.error('The responses or their times reveal whether an address is known')
} finally {
  rmSync(directory, { recursive: true, force: true })
}
