/** The state of the page that its address holds, after `#`: the view and its query. */
export interface Address {
  readonly view: string
  readonly query: URLSearchParams
}

/** Whether a text may contain a token or an e-mail address, which never belong into an address. */
export function isPrivate(text: string): boolean {
  return /@|%40|eyJ|(?:token|password)=/i.test(text)
}

export function parseAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s)
  return { view: path, query: new URLSearchParams(query) }
}

/** Leaves out values that may be private, and empty ones. */
export function formatAddress(
  view: string,
  query: URLSearchParams = new URLSearchParams()
): string {
  const shown = [...query].filter(([, value]) => value !== '' && !isPrivate(value))
  const text = new URLSearchParams(shown).toString()
  return `#/${view}${text && `?${text}`}`
}
