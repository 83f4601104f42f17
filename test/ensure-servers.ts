import { install, type ServerName, servers } from './servers.js'

/*
 * Usage: node dist-test/test/ensure-servers.js NAME...
 * Installs missing servers where that is possible. A developer can do without: what needs them is
 * skipped by name. With CI=true a server that is missing is a failure.
 */
for (const name of process.argv.slice(2) as ServerName[]) {
  const { isThere, hint } = servers[name]
  if (isThere() || install(name) || process.env.CI !== 'true') continue
  console.error(`The tests need ${name}: ${hint}.`)
  process.exitCode = 1
}
