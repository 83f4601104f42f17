import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import t from 'tap'
import { listen } from '../helper.js'
import { until } from '../until.js'
import { createUser, logIn, opensFilms } from './actors.js'

t.test('a logout takes effect even if the client disconnects before the response', async (t) => {
  const { server, port } = await listen(t)
  const user = await createUser(server)
  const { token } = await logIn(server, user)
  const { logOut } = server.accounts
  server.server.once('connection', (socket) => {
    Object.assign(server.accounts, {
      async logOut(...args: Parameters<typeof logOut>) {
        if (!socket.destroyed) await once(socket, 'close')
        return logOut(...args)
      }
    })
  })
  const client = connect(port, '127.0.0.1', () => {
    const lines = ['POST /users/v1/logout HTTP/1.1', 'Host: x', `Authorization: Bearer ${token}`]
    client.write([...lines, '', ''].join('\r\n'), () => client.destroy())
  })
  await until(async () => !(await opensFilms(server, token)))
  const events = server.db.selectFrom('events').selectAll().where('type', '=', 'logout')
  t.match(await events.execute(), [{ outcome: 'success', ip: '127.0.0.1' }])
})

t.test('a connection that has ended before it is accepted is destroyed', async (t) => {
  const { server } = await listen(t)
  const socket = new Socket()
  server.server.emit('connection', socket)
  t.ok(socket.destroyed)
})
