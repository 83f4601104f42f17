import { signal } from '@preact/signals'

/** A token that the user has pasted for the requests of this view. It lives in memory only. */
export const pastedToken = signal<string | null>(null)

/** Returns the token in a pasted text, which may be a whole header. */
export const tokenIn = (text: string) => text.trim().replace(/^(authorization:\s*)?bearer\s+/i, '')
