import type { UnsignedToken } from '../tokens/issue.js'

/** The data of each mail. A token is signed when the mail is sent; a signed token is never stored. */
export interface TemplateData {
  'verify-address': { readonly token: UnsignedToken }
  'address-taken': Readonly<Record<string, never>>
  'reset-password': { readonly token: UnsignedToken }
  'confirm-address': { readonly token: UnsignedToken }
  /** `email` is the new address; the mail goes to the old one. */
  'address-changed': { readonly email: string }
  /** `at` in seconds since the epoch. */
  'password-changed': { readonly at: number; readonly ip: string }
  'session-taken-over': { readonly at: number; readonly ip: string; readonly user_agent: string }
}

export type TemplateName = keyof TemplateData

/** The content of a mail, as plain text. Each string is one line. */
export interface MailContent {
  readonly subject: string
  readonly paragraphs: readonly string[]
  /** The label of the link, which follows the first paragraph. */
  readonly action?: string
}

const time = (seconds: number) =>
  `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Limits a text that a caller sent to one line of 200 characters. */
const quote = (text: string) => text.replace(/\p{C}+/gu, ' ').slice(0, 200)

const once = ({ claims }: UnsignedToken) => `The link works once, until ${time(claims.exp)}.`

const notYou =
  'If this was not you, use “password forgotten” to set a new password now. This ends all sessions.'

/** Every mail the service sends. */
export const templates: {
  readonly [Name in TemplateName]: (data: TemplateData[Name]) => MailContent
} = {
  'verify-address': ({ token }) => ({
    subject: 'Verify your e-mail address',
    paragraphs: [
      'Welcome to starwars-api. Somebody, probably you, signed up with this address. Verify the address to log in with the password of this sign-up:',
      once(token),
      'If this was not you, do nothing: without this link, nobody can use the account.'
    ],
    action: 'Verify this address'
  }),
  'address-taken': () => ({
    subject: 'You already have an account',
    paragraphs: [
      'Somebody, perhaps you, signed up at starwars-api with this address, or tried to move another account to it. The address already has an account: you can log in with it.',
      'If you do not remember your password, use “password forgotten” to choose a new one.',
      'If this was not you, do nothing: your account has not changed.'
    ]
  }),
  'reset-password': ({ token }) => ({
    subject: 'Choose a new password',
    paragraphs: [
      'Somebody, probably you, requested a new password for your account at starwars-api. Choose it here; it ends all your sessions:',
      once(token),
      'If this was not you, do nothing: your password has not changed.'
    ],
    action: 'Choose a new password'
  }),
  'confirm-address': ({ token }) => ({
    subject: 'Confirm your new e-mail address',
    paragraphs: [
      'Somebody, probably you, wants to use this address for an account at starwars-api. Confirm it here:',
      once(token),
      'If this was not you, do nothing: then nothing changes.'
    ],
    action: 'Confirm this address'
  }),
  'address-changed': ({ email }) => ({
    subject: 'Your e-mail address was changed',
    paragraphs: [
      `The address of your account at starwars-api is now ${quote(email)}. This address is no longer used.`,
      'If this was not you, somebody else controls your account: contact the operator of the service.'
    ]
  }),
  'password-changed': ({ at, ip }) => ({
    subject: 'Your password was changed',
    paragraphs: [
      `The password of your account at starwars-api was changed at ${time(at)}, from the IP address ${quote(ip)}. All sessions have ended.`,
      notYou
    ]
  }),
  'session-taken-over': ({ at, ip, user_agent }) => ({
    subject: 'A new login ended your session',
    paragraphs: [
      `Somebody logged in to your account at starwars-api with your password at ${time(at)}. This login ended all earlier sessions.`,
      `IP address: ${quote(ip)}. Program: ${quote(user_agent)}`,
      notYou
    ]
  })
}

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(templates, name)
}
