import type { components } from '../../../client/index.js'

export type User = components['schemas']['User']
export type UserEvent = components['schemas']['UserEvent']

export type ActName = 'promote' | 'demote' | 'disable' | 'enable' | 'delete'

interface Act {
  /** The text of the button that opens the dialog. */
  readonly label: string
  readonly title: string
  /** What the act ends. */
  readonly consequences: readonly string[]
  /** The text of the button that carries it out. */
  readonly confirm: string
  readonly done: string
  /** The changes of the user; null if the user is deleted. */
  readonly changes: {
    readonly access_role?: User['access_role']
    readonly disabled?: boolean
  } | null
}

const sessions =
  'All sessions of the user end at once, on every instance. The user has to sign in again.'

export const acts: Readonly<Record<ActName, Act>> = {
  promote: {
    label: 'Make admin…',
    title: 'Make this user an admin?',
    consequences: [
      'Admins see all users and events, change roles, and disable and delete users.',
      sessions
    ],
    confirm: 'Make admin',
    done: 'The user is an admin now. All sessions of the user have ended.',
    changes: { access_role: 'admin' }
  },
  demote: {
    label: 'Make basic…',
    title: 'Take the role admin away?',
    consequences: ['The user can read the catalogue, but no users and events.', sessions],
    confirm: 'Make basic',
    done: 'The user has the role basic now. All sessions of the user have ended.',
    changes: { access_role: 'basic' }
  },
  disable: {
    label: 'Disable…',
    title: 'Disable this user?',
    consequences: [
      'All sessions of the user end at once, on every instance.',
      'The user cannot sign in until an admin enables the user. All mailed links become void.'
    ],
    confirm: 'Disable',
    done: 'The user is disabled. All sessions of the user have ended.',
    changes: { disabled: true }
  },
  enable: {
    label: 'Enable…',
    title: 'Enable this user?',
    consequences: ['The user can sign in again. No session starts by this.'],
    confirm: 'Enable',
    done: 'The user is enabled, and can sign in again.',
    changes: { disabled: false }
  },
  delete: {
    label: 'Delete…',
    title: 'Delete this user?',
    consequences: [
      'All sessions of the user end at once, on every instance.',
      'The account is deleted for good. Its id is never used again; its events are kept.'
    ],
    confirm: 'Delete',
    done: 'The user is deleted. All sessions of the user have ended.',
    changes: null
  }
}

/** The acts that change something about a user. */
export const actsOn = ({ access_role, disabled }: User): ActName[] => [
  access_role === 'admin' ? 'demote' : 'promote',
  disabled ? 'enable' : 'disable',
  'delete'
]

/** What an admin can do where the service refuses an act; undefined for other problems. */
export function adviceOn(code: string | undefined): string | undefined {
  if (code === 'self-forbidden') {
    return 'This is your own account. Ask another admin, or delete it in the view Account.'
  }
  if (code === 'last-admin') {
    return 'The service needs one admin who can sign in. Make another user an admin first.'
  }
  return undefined
}
