import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { serverUrl } from './postgres-url.js'

/** Installs Debian packages without starting their services: policy 101 forbids it. */
const aptInstall = (packages: string) => `set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > $policy
  chmod +x $policy
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends ${packages}`

/** Starts a PostgreSQL for the tests. Only the loopback may connect, without a password. */
const startPostgres = `bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
data=/var/lib/postgresql/starwars-tests
cd /
[ -e $data/PG_VERSION ] || su postgres -c "$bin/initdb -D $data -A trust -E UTF8 --no-locale"
su postgres -c "$bin/pg_ctl -D $data -w -l $data/log -o '-p 5432 -k /tmp -c listen_addresses=127.0.0.1' start"`

/** Connects in a separate process, so that the result is available synchronously. */
const connects = `import pg from 'pg'
const client = new pg.Client({ connectionString: process.argv[1], connectionTimeoutMillis: 5000 })
await client.connect()
await client.end()`

const succeeds = (program: string, args: readonly string[]) =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0

/** Checks once: a server does not appear while the tests run. */
function once(ask: () => boolean): () => boolean {
  let answer: boolean | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}

/** The servers that tests need besides Node.js. */
export const servers = {
  'redis-server': {
    /** A test that imports this module needs the server. */
    module: 'redis-server.js',
    hint: 'install Redis 6.2 or newer, so that `redis-server` is on the PATH',
    install: aptInstall('redis-server'),
    isThere: once(() => succeeds('redis-server', ['--version']))
  },
  PostgreSQL: {
    module: 'postgres.js',
    hint: `start PostgreSQL on ${new URL(serverUrl).host}, or set TEST_DATABASE_URL to a server that may create databases`,
    install: `[ -e /usr/lib/postgresql ] || (${aptInstall('postgresql')})\n${startPostgres}`,
    isThere: once(() =>
      succeeds(process.execPath, ['--input-type=module', '-e', connects, serverUrl])
    )
  },
  nginx: {
    module: 'nginx.js',
    hint: 'install nginx, so that `nginx` is on the PATH',
    install: aptInstall('nginx-light'),
    isThere: once(() => succeeds('nginx', ['-v']))
  },
  haproxy: {
    module: 'haproxy.js',
    hint: 'install HAProxy, so that `haproxy` is on the PATH',
    install: aptInstall('haproxy'),
    isThere: once(() => succeeds('haproxy', ['-v']))
  },
  pgbouncer: {
    module: 'pgbouncer.js',
    hint: 'install PgBouncer, so that `pgbouncer` is on the PATH',
    install: aptInstall('pgbouncer'),
    isThere: once(() => succeeds('pgbouncer', ['--version']))
  },
  chromium: {
    module: 'browser.js',
    hint: 'install Chromium, so that `chromium` is on the PATH',
    install: aptInstall('chromium'),
    isThere: once(() => succeeds('sh', ['-c', 'command -v chromium']))
  }
} as const

export type ServerName = keyof typeof servers
export const serverNames = Object.keys(servers) as ServerName[]

const mayInstall = existsSync('/etc/debian_version') && process.getuid?.() === 0

/**
 * Installs a missing server if possible: on Debian, as root.
 *
 * @returns whether the server is available
 */
export function install(name: ServerName): boolean {
  const { install } = servers[name]
  if (!mayInstall) return false
  return succeeds('sh', ['-c', install])
}
