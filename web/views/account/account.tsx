import { isSignedIn } from '../../api/session.js'
import { SignIn } from './sign-in.js'

export function Account() {
  return (
    <>
      <h1>Account</h1>
      {!isSignedIn.value && <SignIn />}
    </>
  )
}
