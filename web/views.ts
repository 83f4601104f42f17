import type { FunctionComponent } from 'preact'
import { Account } from './views/account/account.js'
import { Admin } from './views/admin/admin.js'
import { Browse } from './views/browse/browse.js'
import { Token } from './views/token/token.js'
import { TryIt } from './views/try/try.js'
import { Watch } from './views/watch/watch.js'

interface View {
  readonly title: string
  readonly component: FunctionComponent
  /** Whether only admins see its link. */
  readonly isForAdmins?: boolean
}

/** The views by the first part of their path after `#/`. */
export const views: Readonly<Record<string, View>> = {
  try: { title: 'Try it', component: TryIt },
  browse: { title: 'Browse', component: Browse },
  account: { title: 'Account', component: Account },
  token: { title: 'Token', component: Token },
  watch: { title: 'Watch it die', component: Watch },
  admin: { title: 'Admin', component: Admin, isForAdmins: true }
}

export const firstView = 'try'
