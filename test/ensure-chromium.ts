import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { findChromium } from './browser.js'

const osRelease = '/etc/os-release'

function isDebianAsRoot(): boolean {
  const isDebian = existsSync(osRelease) && /^ID=debian$/m.test(readFileSync(osRelease, 'utf8'))
  return isDebian && process.getuid?.() === 0
}

function install() {
  spawnSync('sh', ['-c', 'apt-get update && apt-get install -y chromium'], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: 'inherit'
  })
}

if (!findChromium() && isDebianAsRoot()) install()
if (!findChromium()) {
  console.error(
    'The UI tests need `chromium` on the PATH: install Chromium (Debian: apt-get install chromium)'
  )
  process.exit(1)
}
