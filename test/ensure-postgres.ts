import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { askPostgres, serverUrl } from './postgres.js'

const answers = () =>
  askPostgres('select 1').then(
    () => true,
    () => false
  )

/**
 * Installs PostgreSQL where it is missing, without the cluster that Debian starts, and starts one
 * for the tests alone: nothing but the loopback may connect, without a password.
 */
const install = `set -e
find_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }
if [ -z "$(find_bin)" ]; then
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    printf '#!/bin/sh\\nexit 101\\n' > $policy
    chmod +x $policy
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install -y --no-install-recommends postgresql
fi
bin=$(find_bin)
data=/var/lib/postgresql/starwars-tests
cd /
[ -e $data/PG_VERSION ] || su postgres -c "$bin/initdb -D $data -A trust -E UTF8 --no-locale"
su postgres -c "$bin/pg_ctl -D $data -w -l $data/log -o '-p 5432 -k /tmp -c listen_addresses=127.0.0.1' start"`

const mayInstall =
  process.env.TEST_DATABASE_URL === undefined &&
  existsSync('/etc/debian_version') &&
  process.getuid?.() === 0

if (!(await answers()) && mayInstall) {
  spawnSync('sh', ['-c', install], { stdio: ['ignore', 'ignore', 'inherit'] })
}
if (!(await answers())) {
  const { host } = new URL(serverUrl)
  console.error(
    `The tests need a PostgreSQL that answers on ${host}: please start it, or name one that may create databases in TEST_DATABASE_URL.`
  )
  process.exitCode = 1
}
