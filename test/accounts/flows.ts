import type { Test } from 'tap'
import type { NewMail } from '../../src/mail/outbox.js'
import { type BuildOptions, bearer, build } from '../helper.js'
import type { Stores } from '../stores.js'

export const rey = 'rey@example.org'
export const password = 'rainbow harvest under twin suns'
export const otherPassword = 'seven quiet moons behind glass'

type Payload = Record<string, unknown>

/** Starts an application and collects its mails. Returns the requests of the account flows. */
export async function start(t: Test, options: BuildOptions = {}, stores?: Stores) {
  const mails: NewMail[] = []
  const server = await (stores?.build ?? ((options) => build(t, options)))({
    ...options,
    env: { RATE_LIMIT: 'off', ...options.env },
    before(server) {
      const { enqueue } = server.mail
      server.mail.enqueue = async (db, mail) => {
        await enqueue(db, mail)
        mails.push(mail)
      }
      return options.before?.(server)
    }
  })

  const send = (method: 'POST' | 'PUT' | 'DELETE', path: string, payload?: Payload, token = '') =>
    server.inject({
      method,
      url: `/users/v1/${path}`,
      headers: token === '' ? {} : bearer(token),
      ...(payload && { payload })
    })
  const post = (path: string, payload?: Payload, token?: string) =>
    send('POST', path, payload, token)
  const put = (path: string, payload?: Payload, token?: string) => send('PUT', path, payload, token)

  /** Sends a form as a browser does. */
  const sendForm = (path: string, fields: Record<string, string>, headers = {}) =>
    server.inject({
      method: 'POST',
      url: `/users/v1/${path}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString()
    })

  /** The tokens mailed to an address, in order. */
  const tokensTo = (address: string) =>
    mails.flatMap(({ recipient, data }) =>
      recipient === address && 'token' in data ? [server.tokens.sign(data.token)] : []
    )
  const lastTokenTo = (address: string) => String(tokensTo(address).at(-1))
  const templatesTo = (address: string) =>
    mails.filter(({ recipient }) => recipient === address).map(({ template }) => template)

  const signUp = (email = rey, secret = password) => post('signup', { email, password: secret })
  const verify = (token: string) => post('email_verification', undefined, token)
  const logIn = (email = rey, secret = password) =>
    post('login', { email, password: secret, takeover: true })

  /** Creates an account that can log in. */
  async function makeAccount(email = rey, secret = password): Promise<void> {
    await signUp(email, secret)
    await verify(lastTokenTo(email))
  }
  /** Logs in and returns the access token. */
  async function accessOf(email = rey, secret = password): Promise<string> {
    return (await logIn(email, secret)).json().token
  }
  const eventsOf = async (type: string) => {
    await server.audit.flush()
    const rows = await server.db.selectFrom('events').selectAll().orderBy('id').execute()
    return rows.filter((row) => row.type === type).map(({ outcome }) => outcome)
  }

  return {
    server,
    mails,
    post,
    put,
    sendForm,
    tokensTo,
    lastTokenTo,
    templatesTo,
    signUp,
    verify,
    logIn,
    makeAccount,
    accessOf,
    eventsOf
  }
}
