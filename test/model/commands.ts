import assert from 'node:assert/strict'
import fc from 'fast-check'
import { checkTokens } from './check-tokens.js'
import { type Account, lives, type Model, type Pair, type Refusal, type Token } from './model.js'
import { outcomeOf, type Request, type World } from './world.js'

export type Command = fc.AsyncCommand<Model, World>
type Act = (model: Model, world: World) => Promise<void>

export const passwords = [
  'rainbow harvest under twin suns',
  'quiet lantern beside the moss',
  'seven copper kettles whistle'
] as const

/** What somebody does. Each time every token there is shows what has become of it. */
function command(text: string, act: Act, isPossible: (model: Model) => boolean = () => true) {
  return {
    check: isPossible,
    async run(model, world) {
      await act(model, world)
      await checkTokens(model, world)
    },
    toString: () => text
  } satisfies Command
}

/** Which instance serves it. */
const at = fc.constantFrom(0, 1)
/** Rey is there from the beginning; Finn has to sign up. */
const who = fc.constantFrom('rey', 'rey', 'finn')
const password = fc.constantFrom(...passwords)
/** Mostly the one that the account has. */
const guess = fc.oneof(
  { weight: 4, arbitrary: fc.constant('the right password') },
  { weight: 1, arbitrary: password }
)
/** Which one of a list, from the newest on. */
const nth = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat({ max: 30 }))

const pick = <Item>(list: readonly Item[], nth: number): Item =>
  list[list.length - 1 - (nth % list.length)] as Item

const tokensOf = (model: Model, kind: Token['kind']) =>
  model.tokens.filter((token) => token.kind === kind)
const mailedOf = (model: Model, kind: 'email' | 'password') =>
  model.mailed.filter((token) => token.kind === kind)

const has = (kind: Token['kind']) => (model: Model) => tokensOf(model, kind).length > 0
const hasMailed = (kind: 'email' | 'password') => (model: Model) => mailedOf(model, kind).length > 0

const hasAny = ({ mailed, tokens }: Model) => mailed.length + tokens.length > 0

const rightPassword = (guess: string, account: Account | undefined) =>
  guess === 'the right password' ? (account?.password ?? passwords[0]) : guess

async function expectOutcome(world: World, at: number, request: Request, expected: string) {
  const { method = 'GET', url } = request
  const answer = await world.ask(at, request)
  assert.equal(outcomeOf(answer), expected, `${method} ${url}`)
  const name = `${method} ${url.replace(/[0-9a-f-]{8,}|\d+$/, 'ID')}: ${expected}`
  world.tally.set(name, (world.tally.get(name) ?? 0) + 1)
  return answer
}

/** A pair, or why there is none. */
async function expectPair(world: World, at: number, request: Request, expected: Pair | Refusal) {
  const isRefused = typeof expected === 'string'
  const { body } = await expectOutcome(world, at, request, isRefused ? expected : 'ok')
  if (isRefused) return
  world.noteToken(expected.access, body.token)
  world.noteToken(expected.refresh, body.refresh_token)
}

async function logIn(
  model: Model,
  world: World,
  at: number,
  login: { readonly who: string; readonly password: string; readonly takeover: boolean }
): Promise<Pair | Refusal> {
  const { who, password, takeover } = login
  const expected = model.logIn(who, password, takeover)
  const body = { email: world.emailOf(who), password, takeover }
  const request: Request = { method: 'POST', url: '/users/v1/login', body }
  await expectPair(world, at, request, expected)
  await world.readMails(null)
  return expected
}

const signingUp = [
  fc.tuple(at, who, password).map(([at, who, password]) =>
    command(`${who} signs up with "${password}" (${at})`, async (model, world) => {
      // Times are whole seconds: which of two sign-ups is the newest shows in the next one.
      model.now += 1
      const expected = model.signUp(who, password)
      const body = { email: world.emailOf(who), password }
      await expectOutcome(world, at, { method: 'POST', url: '/users/v1/signup', body }, 'ok')
      await world.readMails(expected)
    })
  ),
  fc.tuple(at, who).map(([at, who]) =>
    command(`${who} wants the link once more (${at})`, async (model, world) => {
      const expected = model.resend(who)
      const url = '/users/v1/email_verification/resend'
      const body = { email: world.emailOf(who) }
      await expectOutcome(world, at, { method: 'POST', url, body }, 'ok')
      await world.readMails(expected)
    })
  ),
  fc.tuple(at, nth).map(([at, nth]) =>
    command(
      `email token ${nth} is used (${at})`,
      async (model, world) => {
        const mailed = pick(mailedOf(model, 'email'), nth)
        const token = world.bytesOf(mailed)
        const url = '/users/v1/email_verification'
        await expectOutcome(world, at, { method: 'POST', url, token }, model.verify(mailed))
      },
      hasMailed('email')
    )
  )
]

const loggingIn = [
  fc.tuple(at, who, guess, fc.boolean()).map(([at, who, guess, takeover]) =>
    command(
      `${who} logs in with ${guess}${takeover ? ', taking over' : ''} (${at})`,
      async (model, world) => {
        const password = rightPassword(guess, model.accountOf(who))
        await logIn(model, world, at, { who, password, takeover })
      }
    )
  )
]

const refreshing = [
  fc.tuple(at, nth).map(([at, nth]) =>
    command(
      `refresh token ${nth} is exchanged (${at})`,
      async (model, world) => {
        const refresh = pick(tokensOf(model, 'refresh'), nth)
        const token = world.bytesOf(refresh)
        const request: Request = { method: 'POST', url: '/users/v1/generate_tokens', token }
        await expectPair(world, at, request, model.refresh(refresh))
      },
      has('refresh')
    )
  ),
  nth.map((nth) =>
    command(
      `refresh token ${nth} is exchanged on both at once`,
      async (model, world) => {
        const refresh = pick(tokensOf(model, 'refresh'), nth)
        const token = world.bytesOf(refresh)
        const request: Request = { method: 'POST', url: '/users/v1/generate_tokens', token }
        const expected = model.refresh(refresh)
        // Whoever comes second finds it done.
        assert.equal(model.refresh(refresh), expected)
        await Promise.all([0, 1].map((at) => expectPair(world, at, request, expected)))
      },
      has('refresh')
    )
  )
]

const loggingOut = [
  fc
    .tuple(at, nth, fc.constantFrom('access', 'refresh'), fc.constantFrom('local', 'others', 'all'))
    .map(([at, nth, kind, scope]) =>
      command(
        `${kind} token ${nth} logs out, ${scope} (${at})`,
        async (model, world) => {
          const token = pick(tokensOf(model, kind), nth)
          const url = `/users/v1/logout?scope=${scope}`
          const request: Request = { method: 'POST', url, token: world.bytesOf(token) }
          await expectOutcome(world, at, request, model.logOut(token, scope))
        },
        has(kind)
      )
    ),
  fc.tuple(at, nth, nth).map(([at, nth, other]) =>
    command(
      `access token ${nth} ends session ${other} (${at})`,
      async (model, world) => {
        const access = pick(tokensOf(model, 'access'), nth)
        const session = pick(model.sessions, other)
        const url = `/users/v1/me/sessions/${world.sidOf(session)}`
        const request: Request = { method: 'DELETE', url, token: world.bytesOf(access) }
        await expectOutcome(world, at, request, model.endSession(access, session))
      },
      has('access')
    )
  )
]

const revoking = [
  fc.tuple(at, nth).map(([at, nth]) =>
    command(
      `token ${nth} is revoked (${at})`,
      async (model, world) => {
        const token = pick([...model.mailed, ...model.tokens], nth)
        model.revoke(token)
        const body = `token=${world.bytesOf(token)}`
        await expectOutcome(world, at, { method: 'POST', url: '/tokens/v1/revoke', body }, 'ok')
      },
      hasAny
    )
  )
]

const changingPasswords = [
  fc.tuple(at, nth, guess, password).map(([at, nth, guess, password]) =>
    command(
      `access token ${nth} with ${guess} sets "${password}" (${at})`,
      async (model, world) => {
        const access = pick(tokensOf(model, 'access'), nth)
        const current_password = rightPassword(guess, access.session.account)
        const expected = model.changePassword(access, current_password, password)
        await expectOutcome(
          world,
          at,
          {
            method: 'PUT',
            url: '/users/v1/password_change',
            token: world.bytesOf(access),
            body: { current_password, password }
          },
          expected
        )
        await world.readMails(null)
      },
      has('access')
    )
  ),
  fc.tuple(at, who).map(([at, who]) =>
    command(`${who} forgets the password (${at})`, async (model, world) => {
      const expected = model.forgetPassword(who)
      const url = '/users/v1/password_forgotten'
      const body = { email: world.emailOf(who) }
      await expectOutcome(world, at, { method: 'POST', url, body }, 'ok')
      await world.readMails(expected)
    })
  ),
  fc.tuple(at, nth, password).map(([at, nth, password]) =>
    command(
      `password token ${nth} sets "${password}" (${at})`,
      async (model, world) => {
        const mailed = pick(mailedOf(model, 'password'), nth)
        const expected = model.resetPassword(mailed, password)
        const token = world.bytesOf(mailed)
        const url = '/users/v1/password_change'
        await expectOutcome(world, at, { method: 'PUT', url, token, body: { password } }, expected)
        await world.readMails(null)
      },
      hasMailed('password')
    )
  )
]

/** An admin logs in anew, since the time that passes may have ended the session before, and acts. */
function adminActs(
  text: string,
  who: string,
  at: number,
  change: { readonly method: 'PATCH' | 'DELETE'; readonly body?: object },
  expect: (model: Model, account: Account) => void
) {
  return command(
    `an admin ${text} ${who} (${at})`,
    async (model, world) => {
      const login = { who: 'leia', password: passwords[0], takeover: true }
      const pair = await logIn(model, world, at, login)
      assert(typeof pair !== 'string', 'the admin is logged in')
      const account = model.accountOf(who) as Account
      expect(model, account)
      const url = `/users/v1/${world.idOf(account)}`
      const token = world.bytesOf(pair.access)
      await expectOutcome(world, at, { ...change, url, token }, 'ok')
    },
    (model) => model.accountOf(who) !== undefined
  )
}

const administrating = [
  fc
    .tuple(at, who, fc.boolean())
    .map(([at, who, disabled]) =>
      adminActs(
        disabled ? 'disables' : 'enables',
        who,
        at,
        { method: 'PATCH', body: { disabled } },
        (model, account) => model.setDisabled(account, disabled)
      )
    ),
  fc
    .tuple(at, who, fc.constantFrom('basic', 'admin'))
    .map(([at, who, access_role]) =>
      adminActs(
        `gives the role ${access_role} to`,
        who,
        at,
        { method: 'PATCH', body: { access_role } },
        (model, account) => model.setRole(account, access_role)
      )
    ),
  fc
    .tuple(at, who)
    .map(([at, who]) =>
      adminActs('deletes', who, at, { method: 'DELETE' }, (model, account) => model.delete(account))
    )
]

const deletingOneself = [
  fc.tuple(at, nth, guess).map(([at, nth, guess]) =>
    command(
      `access token ${nth} with ${guess} deletes the account (${at})`,
      async (model, world) => {
        const access = pick(tokensOf(model, 'access'), nth)
        const password = rightPassword(guess, access.session.account)
        const token = world.bytesOf(access)
        const request: Request = {
          method: 'DELETE',
          url: '/users/v1/me',
          token,
          body: { password }
        }
        await expectOutcome(world, at, request, model.deleteOwn(access, password))
      },
      // The admin stays, to look after the others.
      has('access')
    )
  )
]

/** Where each kind of token is of no use, whatever its age. */
const strangers = {
  access: ['generate_tokens', 'email_verification'],
  refresh: ['email_verification', 'password_change'],
  email: ['generate_tokens', 'logout', 'password_change'],
  password: ['generate_tokens', 'logout', 'email_verification']
} as const

const misusing = [
  fc.tuple(at, nth, nth).map(([at, nth, other]) =>
    command(
      `token ${nth} where it does not belong (${other}) (${at})`,
      async (model, world) => {
        const token = pick([...model.mailed, ...model.tokens], nth)
        const route = pick(strangers[token.kind], other)
        const method = route === 'password_change' ? 'PUT' : 'POST'
        const body = route === 'password_change' ? { body: { password: passwords[0] } } : {}
        const request = {
          method,
          url: `/users/v1/${route}`,
          token: world.bytesOf(token),
          ...body
        } as const
        await expectOutcome(world, at, request, 'token-invalid')
      },
      hasAny
    )
  )
]

const { grace, access, refresh, mailed, session } = lives
const passing = [
  fc
    .oneof(
      { weight: 3, arbitrary: fc.constantFrom(1, grace - 1, grace, 60, mailed - 1, mailed) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(access - 1, access, refresh - 1, refresh, session - 1, session)
      }
    )
    .map((seconds) =>
      command(`${seconds} s pass`, async (model) => {
        model.now += seconds
      })
    )
]

/** Everything that anyone may do; what is there twice happens twice as often. */
export const everything = [
  signingUp,
  loggingIn,
  loggingIn,
  loggingIn,
  refreshing,
  refreshing,
  loggingOut,
  revoking,
  changingPasswords,
  administrating,
  deletingOneself,
  misusing,
  passing,
  passing,
  passing
].flat()
