import { signal } from '@preact/signals'

/** The searched part of an address. It stays in memory, because it may be a whole address. */
export const searched = signal('')
