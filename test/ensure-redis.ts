import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const hasRedis = () => spawnSync('redis-server', ['--version']).status === 0

/** Debian starts what it installs; a policy that answers 101 forbids it for these commands alone. */
const install = `set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > $policy
  chmod +x $policy
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends redis-server`

if (!hasRedis() && existsSync('/etc/debian_version') && process.getuid?.() === 0) {
  spawnSync('sh', ['-c', install], { stdio: ['ignore', 'ignore', 'inherit'] })
}
if (!hasRedis()) {
  console.error('The tests need redis-server (Redis 6.2 or newer) on the PATH: please install it.')
  process.exitCode = 1
}
