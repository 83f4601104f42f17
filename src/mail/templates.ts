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
  'If this was not you, set a new password at once by “password forgotten”: that ends every session.'

/** Every mail the service sends. */
export const templates: {
  readonly [Name in TemplateName]: (data: TemplateData[Name]) => MailContent
} = {
  'verify-address': ({ token }) => ({
    subject: 'Verify your e-mail address',
    paragraphs: [
      'Welcome to starwars-api. Somebody, most likely you, signed up with this address. Verify it to be able to log in with the password given then:',
      once(token),
      'If this was not you, do nothing: without this link the account cannot be used.'
    ],
    action: 'Verify this address'
  }),
  'address-taken': () => ({
    subject: 'You already have an account',
    paragraphs: [
      'Somebody, perhaps you, tried to sign up at starwars-api with this address. It has an account already: just log in.',
      'If you do not remember the password, ask for a new one by “password forgotten”.',
      'If this was not you, there is nothing to do: your account is as it was.'
    ]
  }),
  'reset-password': ({ token }) => ({
    subject: 'Choose a new password',
    paragraphs: [
      'Somebody, most likely you, asked for a new password at starwars-api. Choose it here; that ends every session:',
      once(token),
      'If this was not you, do nothing: your password is as it was.'
    ],
    action: 'Choose a new password'
  }),
  'confirm-address': ({ token }) => ({
    subject: 'Confirm your new e-mail address',
    paragraphs: [
      'This address is to become the one of an account at starwars-api. Confirm it here:',
      once(token),
      'If you did not ask for this, do nothing: then nothing changes.'
    ],
    action: 'Confirm this address'
  }),
  'address-changed': ({ email }) => ({
    subject: 'Your e-mail address was changed',
    paragraphs: [
      `The address of your account at starwars-api is now ${quote(email)}. This one is not used any more.`,
      'If this was not you, somebody else has your account: tell those who run the service.'
    ]
  }),
  'password-changed': ({ at, ip }) => ({
    subject: 'Your password was changed',
    paragraphs: [
      `The password of your account at starwars-api was changed at ${time(at)}, from the network address ${quote(ip)}. Every session has ended.`,
      notYou
    ]
  }),
  'session-taken-over': ({ at, ip, user_agent }) => ({
    subject: 'A new login ended your session',
    paragraphs: [
      `At ${time(at)} somebody logged in to your account at starwars-api with your password, which ended the session before.`,
      `Network address: ${quote(ip)}. Program: ${quote(user_agent)}`,
      notYou
    ]
  })
}

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(templates, name)
}
