import { escapeHtml } from '../html/escape-html.js'
import { page, prose } from '../html/page.js'
import { problems } from '../problems/catalogue.js'
import type { Problem } from '../problems/problem.js'

/** Posts to the page's own URL without its query, which works behind any proxy. */
function form(fields: string, button: string): string {
  return `<form method="post" action="?">
${fields}
<button type="submit">${button}</button>
</form>`
}

const hidden = (token: string) => `<input type="hidden" name="token" value="${escapeHtml(token)}">`

/** Returns the page that asks the user to confirm an address. */
export function verificationPage(token: string, email: string): string {
  return page(
    'Confirm your address',
    `<h1>Confirm your address</h1>
<p>Is <strong>${escapeHtml(email)}</strong> your address, and did you request this?</p>
${form(hidden(token), 'Yes, confirm this address')}
<p>If not, close this page: then nothing changes.</p>`
  )
}

export function confirmedPage(email: string): string {
  return page(
    'Address confirmed',
    `<h1>Address confirmed</h1>
<p><strong>${escapeHtml(email)}</strong> is confirmed. You can now log in with it. You can close this page.</p>`
  )
}

const passwordField = (name: string, label: string, minLength: number, isDescribed: boolean) =>
  `<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="password" autocomplete="new-password" required minlength="${minLength}"${isDescribed ? ' aria-invalid="true" aria-describedby="reason"' : ''}>`

/** The data of the page to choose a new password. */
interface PasswordPage {
  readonly token: string
  /** The account's address, which password managers read. */
  readonly email: string
  /** In characters. */
  readonly minLength: number
  /** Why the previous password was rejected. */
  readonly reason?: string
}

/** Returns the page that asks for a new password, twice. */
export function passwordPage({ token, email, minLength, reason }: PasswordPage): string {
  const isAgain = reason !== undefined
  return page(
    'Choose a new password',
    `<h1>Choose a new password</h1>
${isAgain ? `<p id="reason" role="alert">${escapeHtml(reason)}</p>\n` : ''}<p>Use at least ${minLength} characters; several unrelated words are a good choice. The new password ends all your sessions.</p>
${form(
  `${hidden(token)}
<label for="email">Account</label>
<input id="email" type="email" autocomplete="username" value="${escapeHtml(email)}" readonly>
${passwordField('password', 'New password', minLength, isAgain)}
${passwordField('password_again', 'Repeat the password', minLength, false)}`,
  'Set this password'
)}`
  )
}

export function passwordChangedPage(): string {
  return page(
    'Password changed',
    `<h1>Password changed</h1>
<p>All your sessions have ended. Log in with the new password. You can close this page.</p>`
  )
}

/** Returns the page that reports why the request failed. */
export function failurePage({ code, message }: Problem): string {
  const { title, ofLink } = problems[code]
  const heading = ofLink === undefined ? title : 'This link does not work'
  return page(
    heading,
    `<h1>${prose(heading)}</h1>
<p>${prose(ofLink ?? `${message}.`)}</p>`
  )
}
