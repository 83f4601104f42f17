import fc from 'fast-check'
import * as accounts from './account-steps.js'
import * as admins from './admin-steps.js'
import * as held from './held-steps.js'
import * as sessions from './session-steps.js'
import { lifetimes } from './state.js'
import { command } from './steps.js'

const { grace, access, refresh, mailed, session } = lifetimes

/** Mostly times that end a grace period or a link; sometimes times that end a token or a session. */
const timeSteps = fc
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

const often = <Step>(times: number, step: Step) => Array.from({ length: times }, () => step)

/** All steps. Repeated ones are chosen more often. */
export const allSteps = [
  ...often(2, accounts.signUps),
  accounts.resends,
  ...often(2, accounts.confirmations),
  accounts.passwordChanges,
  accounts.forgettings,
  ...often(2, accounts.resets),
  accounts.addressChanges,
  accounts.ownDeletions,
  ...often(4, sessions.logins),
  ...often(4, sessions.refreshes),
  ...often(2, sessions.doubleRefreshes),
  ...often(2, sessions.logouts),
  sessions.sessionEnds,
  sessions.revocations,
  sessions.misuses,
  admins.disablings,
  admins.promotions,
  admins.deletions,
  ...often(6, held.holds),
  ...often(6, held.releases),
  ...often(4, timeSteps)
]
