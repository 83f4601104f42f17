import type { Role } from '../../src/tokens/roles.js'
import { SessionModel } from './session-model.js'
import type { Account, LinkData, MailedToken, Outcome, Pair, Refusal, Token } from './state.js'
import { lifetimes } from './state.js'

/** The required behaviour of the service, in its simplest form. */
export class Model extends SessionModel {
  readonly accounts: Account[] = []
  readonly mailed: MailedToken[] = []
  /** The number of requests whose body has not been sent yet. */
  held = 0

  accountOf(address: string): Account | undefined {
    return this.accounts.find((account) => account.address === address && !account.isDeleted)
  }

  addAccount(address: string, password: string | null, role: Role): Account {
    const account = { address, password, role, isDisabled: false, isDeleted: false }
    this.accounts.push(account)
    return account
  }

  validateMailed({ exp, isVoid, isRevoked, account }: MailedToken): Outcome {
    if (this.now >= exp) return 'token-expired'
    return isVoid || isRevoked || account.isDisabled ? 'token-invalid' : 'ok'
  }

  // Accounts. A method that mails a token returns it. The response is the same if it mails none.

  signUp(address: string, password: string): MailedToken | null {
    const account = this.accountOf(address) ?? this.addAccount(address, null, 'basic')
    if (account.password !== null) return null
    return this.#mail(account, { purpose: 'sign-up', address, password })
  }

  /** Mails the link of the newest sign-up again. */
  resend(address: string): MailedToken | null {
    const account = this.accountOf(address)
    if (account === undefined || account.isDisabled) return null
    const signUp = this.#newestSignUp(account)
    return signUp === undefined ? null : this.#mail(account, signUp)
  }

  /** Activates the password of this sign-up, or changes the address. Voids all links of the account. */
  confirm(token: MailedToken): Outcome {
    const outcome = this.validateMailed(token)
    if (outcome !== 'ok') return outcome
    const { account, purpose, address, password } = token
    if (purpose === 'change-address') {
      const owner = this.accountOf(address)
      const isAnothers = owner !== undefined && owner !== account
      if (isAnothers && owner.password !== null) return 'token-invalid'
      // An account whose sign-up is not confirmed does not keep the address.
      if (isAnothers) this.#delete(owner)
      account.address = address
    } else account.password = password
    this.#voidMailed(account)
    return 'ok'
  }

  /** Nothing changes until the new address is confirmed. */
  changeAddress(
    token: Token,
    current: string,
    address: string
  ): { outcome: Outcome; mailed: MailedToken | null } {
    const outcome = this.#validateOwner(token, current)
    if (outcome !== 'ok') return { outcome, mailed: null }
    const { account } = token.session
    for (const one of this.mailed) {
      if (one.account === account && one.purpose === 'change-address') one.isVoid = true
    }
    const owner = this.accountOf(address)
    const isTaken = owner !== undefined && owner !== account && owner.password !== null
    const link = { purpose: 'change-address', address, password: null } as const
    return { outcome, mailed: isTaken ? null : this.#mail(account, link) }
  }

  forgetPassword(address: string): MailedToken | null {
    const account = this.accountOf(address)
    if (account === undefined || account.isDisabled) return null
    const link = { purpose: 'reset-password', address: account.address, password: null } as const
    return this.#mail(account, link)
  }

  /** Also verifies the address: the user has received the mail. */
  resetPassword(token: MailedToken, password: string): Outcome {
    const outcome = this.validateMailed(token)
    if (outcome === 'ok') this.#setPassword(token.account, password)
    return outcome
  }

  changePassword(token: Token, current: string, password: string): Outcome {
    const outcome = this.#validateOwner(token, current)
    if (outcome === 'ok') this.#setPassword(token.session.account, password)
    return outcome
  }

  deleteOwn(token: Token, password: string): Outcome {
    const outcome = this.#validateOwner(token, password)
    if (outcome !== 'ok') return outcome
    const { account } = token.session
    if (this.#admins.length === 1 && this.#admins[0] === account) return 'last-admin'
    this.#delete(account)
    return 'ok'
  }

  logIn(address: string, password: string, takeover: boolean): Pair | Refusal {
    const account = this.accountOf(address)
    if (account === undefined) return 'credentials-invalid'
    const expected = account.password ?? this.#newestSignUp(account)?.password
    if (expected !== password) return 'credentials-invalid'
    if (account.isDisabled) return 'account-disabled'
    if (account.password === null) return 'email-unverified'
    return this.begin(account, takeover)
  }

  /** The holder of a token may end its session, even with a refresh token that was exchanged. */
  revoke(token: Token | MailedToken): void {
    if ('account' in token) token.isRevoked = true
    else if (this.validate(token) === 'ok') token.session.hasEnded = true
  }

  // Admins. A change without effect ends no sessions.

  /** An admin that can log in always exists: the service keeps the last one. */
  get admin(): Account {
    return this.#admins[0] as Account
  }

  setRole(admin: Account, account: Account, role: Role): Outcome {
    if (admin === account && role !== 'admin') return 'self-forbidden'
    if (account.role !== role) this.endSessions(account)
    account.role = role
    return 'ok'
  }

  /** The holder of the token sets the role; the token is validated when the body is complete. */
  setRoleBy(token: Token, account: Account, role: Role): Outcome {
    const outcome = this.validateAt('admin', token)
    if (outcome !== 'ok') return outcome
    if (account.isDeleted) return 'user-not-found'
    return this.setRole(token.session.account, account, role)
  }

  setDisabled(admin: Account, account: Account, isDisabled: boolean): Outcome {
    if (admin === account && isDisabled) return 'self-forbidden'
    if (isDisabled && !account.isDisabled) {
      this.endSessions(account)
      this.#voidMailed(account)
    }
    account.isDisabled = isDisabled
    return 'ok'
  }

  delete(admin: Account, account: Account): Outcome {
    if (admin === account) return 'self-forbidden'
    this.#delete(account)
    return 'ok'
  }

  // Shared helpers.

  get #admins(): Account[] {
    return this.accounts.filter(
      ({ role, password, isDisabled, isDeleted }) =>
        role === 'admin' && password !== null && !isDisabled && !isDeleted
    )
  }

  #delete(account: Account): void {
    account.isDeleted = true
    this.endSessions(account)
    this.#voidMailed(account)
  }

  #validateOwner(token: Token, current: string): Outcome {
    const outcome = this.validateAt('basic', token)
    if (outcome !== 'ok') return outcome
    return token.session.account.password === current ? 'ok' : 'credentials-invalid'
  }

  #mail(account: Account, { purpose, address, password }: LinkData): MailedToken {
    const kind = purpose === 'reset-password' ? 'password' : 'email'
    const exp = this.now + lifetimes.mailed
    const link = { purpose, address, password }
    const token: MailedToken = { ...link, kind, account, exp, isVoid: false, isRevoked: false }
    this.mailed.push(token)
    return token
  }

  #voidMailed(account: Account): void {
    for (const token of this.mailed) if (token.account === account) token.isVoid = true
  }

  /** Returns the newest pending sign-up, whether or not its link has expired. */
  #newestSignUp(account: Account): MailedToken | undefined {
    return this.mailed.findLast(
      (token) => token.account === account && token.purpose === 'sign-up' && !token.isVoid
    )
  }

  #setPassword(account: Account, password: string): void {
    account.password = password
    this.endSessions(account)
    this.#voidMailed(account)
  }
}
