import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Model } from './model.js'
import type { Account, Outcome } from './state.js'
import { at, command, expectOutcome, logIn, who } from './steps.js'

type Change = (model: Model, admin: Account, account: Account) => Outcome

/** An admin logs in and acts. A new login is necessary, because an earlier session may have expired. */
function adminActs(
  text: string,
  { at, who }: { readonly at: number; readonly who: string },
  request: { readonly method: 'PATCH' | 'DELETE'; readonly body?: object },
  change: Change
) {
  return command(
    `an admin ${text} ${who} (${at})`,
    async (model, system) => {
      const { admin } = model
      const login = { who: admin.address, password: admin.password as string, takeover: true }
      const pair = await logIn(model, system, at, login)
      assert(typeof pair !== 'string', 'the login of the admin succeeds')
      const account = model.accountOf(who) as Account
      const url = `/users/v1/${system.idOf(account)}`
      const token = system.bytesOf(pair.access)
      await expectOutcome(system, at, { ...request, url, token }, change(model, admin, account))
    },
    (model) => model.accountOf(who) !== undefined
  )
}

export const disablings = fc
  .tuple(at, who, fc.boolean())
  .map(([at, who, disabled]) =>
    adminActs(
      disabled ? 'disables' : 'enables',
      { at, who },
      { method: 'PATCH', body: { disabled } },
      (model, admin, account) => model.setDisabled(admin, account, disabled)
    )
  )

export const promotions = fc
  .tuple(at, who, fc.constantFrom('basic', 'admin'))
  .map(([at, who, access_role]) =>
    adminActs(
      `gives the role ${access_role} to`,
      { at, who },
      { method: 'PATCH', body: { access_role } },
      (model, admin, account) => model.setRole(admin, account, access_role)
    )
  )

export const deletions = fc
  .tuple(at, who)
  .map(([at, who]) =>
    adminActs('deletes', { at, who }, { method: 'DELETE' }, (model, admin, account) =>
      model.delete(admin, account)
    )
  )
