import fc from 'fast-check'
import {
  at,
  command,
  expectOutcome,
  guess,
  has,
  hasMailed,
  mailedOf,
  newcomer,
  nth,
  password,
  pick,
  rightPassword,
  tokensOf,
  who
} from './steps.js'
import type { Request } from './system.js'

export const signUps = fc.tuple(at, newcomer, password).map(([at, who, password]) =>
  command(`${who} signs up with "${password}" (${at})`, async (model, system) => {
    // Times are whole seconds: without a step, two sign-ups could have the same time.
    model.now += 1
    const expected = model.signUp(who, password)
    const body = { email: system.emailOf(who), password }
    await expectOutcome(system, at, { method: 'POST', url: '/users/v1/signup', body }, 'ok')
    await system.readMails(expected)
  })
)

export const resends = fc.tuple(at, newcomer).map(([at, who]) =>
  command(`${who} requests a new link (${at})`, async (model, system) => {
    const expected = model.resend(who)
    const url = '/users/v1/email_verification/resend'
    const body = { email: system.emailOf(who) }
    await expectOutcome(system, at, { method: 'POST', url, body }, 'ok')
    await system.readMails(expected)
  })
)

export const confirmations = fc.tuple(at, nth).map(([at, nth]) =>
  command(
    `email token ${nth} is used (${at})`,
    async (model, system) => {
      const mailed = pick(mailedOf(model, 'email'), nth)
      const token = system.bytesOf(mailed)
      const url = '/users/v1/email_verification'
      await expectOutcome(system, at, { method: 'POST', url, token }, model.confirm(mailed))
      await system.readMails(null)
    },
    hasMailed('email')
  )
)

export const passwordChanges = fc
  .tuple(at, nth, guess, password)
  .map(([at, nth, guess, password]) =>
    command(
      `access token ${nth} with ${guess} sets "${password}" (${at})`,
      async (model, system) => {
        const access = pick(tokensOf(model, 'access'), nth)
        const current_password = rightPassword(guess, access.session.account)
        const expected = model.changePassword(access, current_password, password)
        await expectOutcome(
          system,
          at,
          {
            method: 'PUT',
            url: '/users/v1/password_change',
            token: system.bytesOf(access),
            body: { current_password, password }
          },
          expected
        )
        await system.readMails(null)
      },
      has('access')
    )
  )

export const forgettings = fc.tuple(at, who).map(([at, who]) =>
  command(`${who} requests a password link (${at})`, async (model, system) => {
    const expected = model.forgetPassword(who)
    const url = '/users/v1/password_forgotten'
    const body = { email: system.emailOf(who) }
    await expectOutcome(system, at, { method: 'POST', url, body }, 'ok')
    await system.readMails(expected)
  })
)

export const resets = fc.tuple(at, nth, password).map(([at, nth, password]) =>
  command(
    `password token ${nth} sets "${password}" (${at})`,
    async (model, system) => {
      const mailed = pick(mailedOf(model, 'password'), nth)
      const expected = model.resetPassword(mailed, password)
      const token = system.bytesOf(mailed)
      const url = '/users/v1/password_change'
      await expectOutcome(system, at, { method: 'PUT', url, token, body: { password } }, expected)
      await system.readMails(null)
    },
    hasMailed('password')
  )
)

export const addressChanges = fc.tuple(at, nth, guess, who).map(([at, nth, guess, who]) =>
  command(
    `access token ${nth} with ${guess} changes the address to that of ${who} (${at})`,
    async (model, system) => {
      const access = pick(tokensOf(model, 'access'), nth)
      const password = rightPassword(guess, access.session.account)
      const { outcome, mailed } = model.changeAddress(access, password, who)
      const body = { email: system.emailOf(who), password }
      const token = system.bytesOf(access)
      const request: Request = { method: 'POST', url: '/users/v1/me/email', token, body }
      await expectOutcome(system, at, request, outcome)
      await system.readMails(mailed)
    },
    has('access')
  )
)

export const ownDeletions = fc.tuple(at, nth, guess).map(([at, nth, guess]) =>
  command(
    `access token ${nth} with ${guess} deletes the account (${at})`,
    async (model, system) => {
      const access = pick(tokensOf(model, 'access'), nth)
      const password = rightPassword(guess, access.session.account)
      const token = system.bytesOf(access)
      const request: Request = {
        method: 'DELETE',
        url: '/users/v1/me',
        token,
        body: { password }
      }
      await expectOutcome(system, at, request, model.deleteOwn(access, password))
    },
    has('access')
  )
)
