/** What `pg` takes for `verify-full`, with a warning: the next one will not, and check less. */
const sameAsFull = ['prefer', 'require', 'verify-ca']

/**
 * The URL of `DATABASE_URL` as it is given to the driver: with the TLS that the driver makes of it
 * today, by the name that means the same in every version.
 */
export function postgresUrl(url: string): string {
  const [, before = url, query] = /^([^?#]*)\?([^#]*)/.exec(url) ?? []
  if (query === undefined) return url
  const parameters = new URLSearchParams(query)
  if (parameters.has('uselibpqcompat')) return url
  // The driver goes by the last of several.
  if (!sameAsFull.includes(parameters.getAll('sslmode').at(-1) ?? '')) return url
  parameters.set('sslmode', 'verify-full')
  return `${before}?${parameters}`
}
