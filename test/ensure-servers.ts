import { install, type ServerName, servers } from './servers.js'

/*
 * Usage: node dist-test/test/ensure-servers.js NAME...
 * Installs missing servers if possible. Without a server, the tests that need it are skipped by
 * name. With CI=true a missing server is a failure.
 */
for (const name of process.argv.slice(2) as ServerName[]) {
  const { isThere, hint } = servers[name]
  if (isThere() || install(name) || process.env.CI !== 'true') continue
  console.error(`The tests need ${name}: ${hint}.`)
  process.exitCode = 1
}
