import { address } from '../../address.js'
import { claims, isSignedIn } from '../../api/session.js'
import { SubNavigation } from '../../kit/sub-navigation.js'
import './account.css'
import { Forgot, Resend } from './mailed-link.js'
import { Own } from './own.js'
import { SignIn } from './sign-in.js'
import { SignUp } from './sign-up.js'

const sections = {
  '': { title: 'Sign in', component: SignIn },
  'sign-up': { title: 'Sign up', component: SignUp },
  forgot: { title: 'Forgot the password', component: Forgot },
  resend: { title: 'Resend the verification', component: Resend }
} as const

type Name = keyof typeof sections

const currentSection = (): Name => {
  const name = address.value.view.split('/')[1] ?? ''
  return Object.hasOwn(sections, name) ? (name as Name) : ''
}

function SignedOut() {
  const current = currentSection()
  const { component: Section } = sections[current]
  return (
    <>
      <SubNavigation
        label="Account"
        links={Object.entries(sections).map(([name, { title }]) => ({
          href: name === '' ? '#/account' : `#/account/${name}`,
          title,
          current: name === current ? 'page' : undefined
        }))}
      />
      <div class="panel account-panel">
        <Section key={current} />
      </div>
    </>
  )
}

/** Signs up and in. Shows the user their account and their sessions. */
export function Account() {
  return (
    <>
      <h1>Account</h1>
      {isSignedIn.value ? <Own key={String(claims.value?.sid)} /> : <SignedOut />}
    </>
  )
}
