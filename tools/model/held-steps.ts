import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Model } from './model.js'
import type { Account, Outcome, Token } from './state.js'
import { at, command, guess, nth, password, pick, rightPassword, tokensOf, who } from './steps.js'
import { type HttpResponse, outcomeOf, type Request, type System } from './system.js'

/** A request whose body is sent later, and the check of its response at that time. */
interface PendingRequest {
  readonly request: Omit<Request, 'token'>
  settle(response: HttpResponse): Promise<void>
}

interface Act {
  readonly text: string
  readonly kind: Token['kind']
  /** Whether the service accepts the headers alone. */
  isAccepted(model: Model, token: Token): boolean
  begin(model: Model, system: System, token: Token): PendingRequest
}

const isGood = (model: Model, token: Token) => model.validate(token) === 'ok'

function expectResponse(response: HttpResponse, expected: Outcome): void {
  assert.equal(outcomeOf(response), expected, 'outcome of a request whose body was sent later')
}

const passwordChanges = fc.tuple(guess, password).map(
  ([guess, password]): Act => ({
    text: `to set "${password}" with ${guess}`,
    kind: 'access',
    isAccepted: isGood,
    begin(model, system, token) {
      const current_password = rightPassword(guess, token.session.account)
      return {
        request: {
          method: 'PUT',
          url: '/users/v1/password_change',
          body: { current_password, password }
        },
        async settle(response) {
          expectResponse(response, model.changePassword(token, current_password, password))
          await system.readMails(null)
        }
      }
    }
  })
)

const addressChanges = fc.tuple(guess, who).map(
  ([guess, who]): Act => ({
    text: `to change the address to that of ${who} with ${guess}`,
    kind: 'access',
    isAccepted: isGood,
    begin(model, system, token) {
      const password = rightPassword(guess, token.session.account)
      const body = { email: system.emailOf(who), password }
      return {
        request: { method: 'POST', url: '/users/v1/me/email', body },
        async settle(response) {
          const { outcome, mailed } = model.changeAddress(token, password, who)
          expectResponse(response, outcome)
          await system.readMails(mailed)
        }
      }
    }
  })
)

const deletions = guess.map(
  (guess): Act => ({
    text: `to delete the account with ${guess}`,
    kind: 'access',
    isAccepted: isGood,
    begin(model, _world, token) {
      const password = rightPassword(guess, token.session.account)
      return {
        request: { method: 'DELETE', url: '/users/v1/me', body: { password } },
        async settle(response) {
          expectResponse(response, model.deleteOwn(token, password))
        }
      }
    }
  })
)

const logouts = fc
  .tuple(fc.constantFrom('access', 'refresh'), fc.constantFrom('local', 'others', 'all'))
  .map(
    ([kind, scope]): Act => ({
      text: `to log out, ${scope}`,
      kind,
      isAccepted: isGood,
      begin: (model, _world, token) => ({
        request: { method: 'POST', url: `/users/v1/logout?scope=${scope}`, body: {} },
        async settle(response) {
          expectResponse(response, model.logOut(token, scope))
        }
      })
    })
  )

const refreshes = fc.constant<Act>({
  text: 'to refresh',
  kind: 'refresh',
  isAccepted: isGood,
  begin: (model, system, token) => ({
    request: { method: 'POST', url: '/users/v1/generate_tokens', body: {} },
    async settle(response) {
      const expected = model.refresh(token)
      expectResponse(response, typeof expected === 'string' ? expected : 'ok')
      if (typeof expected === 'string') return
      system.noteToken(expected.access, response.body.token)
      system.noteToken(expected.refresh, response.body.refresh_token)
    }
  })
})

const promotions = fc.tuple(who, fc.constantFrom('basic', 'admin')).map(
  ([who, access_role]): Act => ({
    text: `to give ${who} the role ${access_role}`,
    kind: 'access',
    isAccepted: (model, token) =>
      model.validateAt('admin', token) === 'ok' && model.accountOf(who) !== undefined,
    begin(model, system, token) {
      const account = model.accountOf(who) as Account
      const url = `/users/v1/${system.idOf(account)}`
      return {
        request: { method: 'PATCH', url, body: { access_role } },
        async settle(response) {
          expectResponse(response, model.setRoleBy(token, account, access_role))
        }
      }
    }
  })
)

const acts = fc.oneof(passwordChanges, addressChanges, deletions, logouts, refreshes, {
  weight: 3,
  arbitrary: promotions
})

const accepted = (model: Model, act: Act) =>
  tokensOf(model, act.kind).filter((token) => act.isAccepted(model, token))

/** Sends the headers, which the service accepts. Other steps run before the body is sent. */
export const holds = fc.tuple(at, nth, acts).map(([at, nth, act]) =>
  command(
    `headers of a request ${act.text}, with ${act.kind} token ${nth} (${at})`,
    async (model, system) => {
      const token = pick(accepted(model, act), nth)
      const { request, settle } = act.begin(model, system, token)
      await system.hold(at, { ...request, token: system.bytesOf(token) }, settle)
      model.held++
    },
    (model) => accepted(model, act).length > 0
  )
)

/** Sends the body. The state of the token at this time decides the outcome. */
export const releases = nth.map((nth) =>
  command(
    `body of held request ${nth}`,
    async (model, system) => {
      model.held--
      await system.release(nth)
    },
    (model) => model.held > 0
  )
)
