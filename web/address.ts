import { signal } from '@preact/signals'
import { formatAddress, parseAddress } from './address-format.js'

export { type Address, formatAddress, isPrivate, parseAddress } from './address-format.js'

/** The current address. Changes with the history of the browser. */
export const address = signal(parseAddress(globalThis.location?.hash ?? ''))

globalThis.addEventListener?.('hashchange', () => {
  address.value = parseAddress(location.hash)
})

/** Goes to a view, or to another state of it. `replace` adds no step to the history. */
export function goTo(view: string, query?: URLSearchParams, { replace = false } = {}): void {
  const hash = formatAddress(view, query)
  if (hash === location.hash) return
  if (replace) {
    history.replaceState(null, '', hash)
    address.value = parseAddress(hash)
  } else location.hash = hash
}
