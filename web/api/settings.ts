import type { Places } from '../kit/answer-link.js'

const content = (name: string) =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? ''

/** The path of the service without a slash at its end. */
export const basePath = content('base-path')

/** The address of the API that this page belongs to. */
export const baseUrl = `${location.origin}${basePath}`

/** The origins of other instances (`WEB_PEERS`). */
export const peers = content('peers').split(' ').filter(Boolean)

/** Whether the service writes mails to files, and their links to its log. */
export const keepsMails = content('mails') === 'kept'

/** Where the page may send a request to. */
export const places: Places = { origin: location.origin, basePath, peers }
