import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createUser } from '../../src/accounts/store/users.js'
import { bearer, type build } from '../../test/helper.js'
import type { bodyHolder, Held } from '../../test/http/hold-body.js'
import { readOutbox } from '../../test/mail/read-outbox.js'
import { until } from '../../test/until.js'
import type { Account, MailedToken, Session, Token } from './state.js'

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly token?: string
  readonly authorization?: string
  readonly body?: object | string
}

export interface HttpResponse {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** Returns the outcome of a response in the model's terms. */
export const outcomeOf = ({ status, body }: HttpResponse) =>
  status < 300 ? 'ok' : String(body.code)

/** Returns the claims of a token without verifying its signature. */
function payloadOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())
}

export type Instance = Awaited<ReturnType<typeof build>>

interface HeldRequest {
  readonly request: Held
  settle(response: HttpResponse): Promise<void>
}

/** Two instances that share a database and a Redis, and the tokens and ids that they returned. */
export class System {
  /** The real token for each token of the model. */
  readonly #bytes = new Map<Token | MailedToken, string>()
  readonly #ids = new Map<Account, number>()
  readonly #sids = new Map<Session, unknown>()
  readonly #held: HeldRequest[] = []

  constructor(
    readonly instances: readonly [Instance, Instance],
    /** The data directory of both instances, which contains their mails. */
    readonly dataDirectory: string,
    /** Unique for each sequence. */
    readonly number: number,
    /** How often each outcome occurred, over all sequences. */
    readonly tally: Map<string, number>,
    readonly sendHeaders: ReturnType<typeof bodyHolder>['hold']
  ) {}

  emailOf(name: string): string {
    return `${name}.${this.number}@example.org`
  }

  bytesOf(token: Token | MailedToken): string {
    const bytes = this.#bytes.get(token)
    assert(bytes !== undefined, 'the service has not returned this token')
    return bytes
  }

  sidOf(session: Session): string {
    return String(this.#sids.get(session))
  }

  idOf(account: Account): number {
    const id = this.#ids.get(account)
    assert(id !== undefined, 'the service has not returned the id of this account')
    return id
  }

  async send(at: number, request: Request): Promise<HttpResponse> {
    const { method = 'GET', url, token, authorization, body } = request
    const instance = this.instances[at] as Instance
    const response = await instance.inject({
      method,
      url,
      headers: {
        ...(token !== undefined && bearer(token)),
        ...(authorization !== undefined && { authorization }),
        ...(typeof body === 'string' && { 'content-type': 'application/x-www-form-urlencoded' })
      },
      ...(body !== undefined && { payload: body })
    })
    return { status: response.statusCode, body: response.json() }
  }

  /** Sends the headers alone; the service accepts them. @param settle checks the response */
  async hold(
    at: number,
    { method = 'GET', url, token = '', body }: Request,
    settle: (response: HttpResponse) => Promise<void>
  ): Promise<void> {
    const { port } = (this.instances[at] as Instance).server.address() as AddressInfo
    const headers = { ...bearer(token), 'content-type': 'application/json' }
    const sent = { method, url, headers, body: JSON.stringify(body) }
    this.#held.push({ request: await this.sendHeaders(port, sent), settle })
    this.#count(`${method} ${url.replace(/\d+$/, 'ID')}, held`)
  }

  /** @param nth index among the held requests, counted from the newest */
  async release(nth: number): Promise<void> {
    const [one] = this.#held.splice(this.#held.length - 1 - (nth % this.#held.length), 1)
    assert(one !== undefined, 'there is a held request')
    const { statusCode, body } = await one.request.finish()
    const response = { status: statusCode, body: JSON.parse(body) }
    this.#count(`held request: ${outcomeOf(response)}`)
    await one.settle(response)
  }

  /** Aborts the requests that are still held. */
  abandon(): void {
    for (const { request } of this.#held.splice(0)) request.abandon()
  }

  #count(name: string): void {
    this.tally.set(name, (this.tally.get(name) ?? 0) + 1)
  }

  /** Inserts an account into the database without a sign-up. Its id must be new, as after a sign-up. */
  async createAccount(account: Account): Promise<void> {
    const { address, password, role } = account
    const email = this.emailOf(address)
    const { db, passwords, clock } = this.instances[0]
    const passwordHash = password === null ? null : await passwords.hash(password)
    const user = await createUser(db, { email, role, passwordHash, verifiedAt: clock() }, clock())
    this.#noteId(account, user.id)
  }

  /** Records a token of a response. The same token of the model must always have the same bytes. */
  noteToken(token: Token, bytes: unknown): void {
    assert(typeof bytes === 'string')
    const known = this.#bytes.get(token)
    if (known !== undefined) {
      assert.equal(bytes, known, 'the same token has the same bytes')
      return
    }
    const { user_id, access_role, exp, sid } = payloadOf(bytes)
    const { session } = token
    assert.deepEqual(
      { user_id, access_role, exp },
      { user_id: this.idOf(session.account), access_role: token.role, exp: token.exp }
    )
    assert.equal(sid, this.#sids.get(session) ?? sid)
    this.#sids.set(session, sid)
    this.#bytes.set(token, bytes)
  }

  /** Reads the mails since the last call. They must contain the token that the model expects, or none. */
  async readMails(expected: MailedToken | null): Promise<void> {
    const { db } = this.instances[0]
    const sent = async () => !(await db.selectFrom('mails').select('id').executeTakeFirst())
    // A mail is in the table until its file is complete.
    await until(sent)
    const found: { recipient: string; kind: string; token: string }[] = []
    for (const { file, recipient, link } of await readOutbox(this.dataDirectory)) {
      await rm(file)
      if (link === null) continue
      const kind = link.pathname.endsWith('/email_verification') ? 'email' : 'password'
      found.push({ recipient, kind, token: String(link.searchParams.get('token')) })
    }
    assert.deepEqual(
      found.map(({ recipient, kind }) => ({ recipient, kind })),
      expected === null ? [] : [{ recipient: this.emailOf(expected.address), kind: expected.kind }],
      'the mailed tokens'
    )
    if (expected !== null) this.#noteMailed(expected, found[0]?.token as string)
  }

  #noteId(account: Account, id: number): void {
    const known = this.#ids.get(account)
    if (known === undefined)
      assert(![...this.#ids.values()].includes(id), 'the id of another account was reused')
    else assert.equal(id, known)
    this.#ids.set(account, id)
  }

  #noteMailed(token: MailedToken, bytes: string): void {
    const { user_id, exp } = payloadOf(bytes)
    assert.equal(exp, token.exp)
    this.#noteId(token.account, user_id as number)
    this.#bytes.set(token, bytes)
  }
}
