import { EventEmitter, once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { type Answered, parseRaw } from './assert-problem.js'

export interface HeldRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Uses chunks instead of a Content-Length. */
  readonly isChunked?: boolean
}

/** A request whose headers the server has accepted and whose body is incomplete. */
export interface Held {
  /** Sends the rest of the body. */
  finish(): Promise<Answered>
  /** Closes the connection without the rest. */
  abandon(): void
}

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

/** Splits a request after the first byte of its body. */
function split({ method, url, headers, body, isChunked = false }: HeldRequest): [string, string] {
  const length = isChunked
    ? { 'transfer-encoding': 'chunked' }
    : { 'content-length': String(Buffer.byteLength(body)) }
  const all = { host: 'localhost', connection: 'close', ...headers, ...length }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  const head = [`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n')
  const [begin, rest] = [body.slice(0, 1), body.slice(1)]
  return isChunked ? [head + chunk(begin), `${chunk(rest)}0\r\n\r\n`] : [head + begin, rest]
}

async function readAll(socket: Socket): Promise<Answered> {
  const chunks: Buffer[] = []
  for await (const part of socket) chunks.push(part as Buffer)
  return parseRaw(Buffer.concat(chunks).toString())
}

/**
 * Sends requests with a delayed body. `first` adds a hook to the server that reports
 * authentication.
 */
export function bodyHolder() {
  const authenticated = new EventEmitter()
  return {
    /** An option of `build`. */
    first(server: FastifyInstance): void {
      server.addHook('preParsing', (request, _reply, _payload, done) => {
        authenticated.emit(String(request.socket.remotePort))
        done()
      })
    },

    /** @throws Error if the server responds to the headers alone */
    async hold(port: number, request: HeldRequest): Promise<Held> {
      const [begin, rest] = split(request)
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      const isAuthenticated = once(authenticated, String(socket.localPort))
      const answer = readAll(socket)
      socket.write(begin)
      const early = await Promise.race([isAuthenticated.then(() => undefined), answer])
      if (early) throw new Error(`answered at the headers: ${early.statusCode} ${early.body}`)
      return {
        finish() {
          socket.write(rest)
          return answer
        },
        abandon() {
          answer.catch(() => {})
          socket.destroy()
        }
      }
    }
  }
}
