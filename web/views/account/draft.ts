import { signal } from '@preact/signals'

/** The address that the user has typed, for the other forms of the view. It lives in memory only. */
export const draftEmail = signal('')
