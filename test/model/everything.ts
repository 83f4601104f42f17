import fc from 'fast-check'
import {
  changingAddresses,
  changingPasswords,
  deletingOneself,
  signingUp
} from './account-steps.js'
import { administrating } from './admin-steps.js'
import { loggingIn, loggingOut, misusing, refreshing, revoking } from './session-steps.js'
import { lives } from './state.js'
import { command } from './steps.js'

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
  signingUp,
  loggingIn,
  loggingIn,
  loggingIn,
  refreshing,
  refreshing,
  loggingOut,
  revoking,
  changingPasswords,
  changingAddresses,
  administrating,
  deletingOneself,
  misusing,
  passing,
  passing,
  passing
].flat()
