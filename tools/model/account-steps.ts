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
import type { Request } from './world.js'

export const signUps = fc.tuple(at, newcomer, password).map(([at, who, password]) =>
  command(`${who} signs up with "${password}" (${at})`, async (model, world) => {
    // Times are whole seconds: without a step, two sign-ups could have the same time.
    model.now += 1
    const expected = model.signUp(who, password)
    const body = { email: world.emailOf(who), password }
    await expectOutcome(world, at, { method: 'POST', url: '/users/v1/signup', body }, 'ok')
    await world.readMails(expected)
  })
)

export const resends = fc.tuple(at, newcomer).map(([at, who]) =>
  command(`${who} wants the link once more (${at})`, async (model, world) => {
    const expected = model.resend(who)
    const url = '/users/v1/email_verification/resend'
    const body = { email: world.emailOf(who) }
    await expectOutcome(world, at, { method: 'POST', url, body }, 'ok')
    await world.readMails(expected)
  })
)

export const confirmations = fc.tuple(at, nth).map(([at, nth]) =>
  command(
    `email token ${nth} is used (${at})`,
    async (model, world) => {
      const mailed = pick(mailedOf(model, 'email'), nth)
      const token = world.bytesOf(mailed)
      const url = '/users/v1/email_verification'
      await expectOutcome(world, at, { method: 'POST', url, token }, model.confirm(mailed))
      await world.readMails(null)
    },
    hasMailed('email')
  )
)

export const passwordChanges = fc
  .tuple(at, nth, guess, password)
  .map(([at, nth, guess, password]) =>
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
  )

export const forgettings = fc.tuple(at, who).map(([at, who]) =>
  command(`${who} forgets the password (${at})`, async (model, world) => {
    const expected = model.forgetPassword(who)
    const url = '/users/v1/password_forgotten'
    const body = { email: world.emailOf(who) }
    await expectOutcome(world, at, { method: 'POST', url, body }, 'ok')
    await world.readMails(expected)
  })
)

export const resets = fc.tuple(at, nth, password).map(([at, nth, password]) =>
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

export const addressChanges = fc.tuple(at, nth, guess, who).map(([at, nth, guess, who]) =>
  command(
    `access token ${nth} with ${guess} wants the address of ${who} (${at})`,
    async (model, world) => {
      const access = pick(tokensOf(model, 'access'), nth)
      const password = rightPassword(guess, access.session.account)
      const { outcome, mailed } = model.changeAddress(access, password, who)
      const body = { email: world.emailOf(who), password }
      const token = world.bytesOf(access)
      const request: Request = { method: 'POST', url: '/users/v1/me/email', token, body }
      await expectOutcome(world, at, request, outcome)
      await world.readMails(mailed)
    },
    has('access')
  )
)

export const ownDeletions = fc.tuple(at, nth, guess).map(([at, nth, guess]) =>
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
    has('access')
  )
)
