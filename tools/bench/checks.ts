import { sendRequest } from './send-request.js'
import { path, type Server } from './servers.js'

function expect(server: Server, what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${server.name}: ${what} is ${actual}, not ${expected}`)
}

/** Checks that the service does not skip revocations: it rejects an accepted token after a logout. */
export async function checkRevocation(server: Server, token: string): Promise<void> {
  const get = async () => (await sendRequest(server.origin + path, { token })).status
  expect(server, 'status before logout', await get(), 200)
  const logout = await sendRequest(`${server.origin}/users/v1/logout`, { method: 'POST', token })
  expect(server, 'status of logout', logout.status, 200)
  expect(server, 'status after logout', await get(), 401)
}
