import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readMessage } from './read-message.js'

export interface OutboxMail {
  /** The path of the message file. */
  readonly file: string
  readonly recipient: string
  /** The link with a token in the text, if any. */
  readonly link: URL | null
}

/**
 * Returns the mails of a service without a mail server, oldest first.
 *
 * @param dataDirectory `DATA_DIR` of the service
 */
export async function readOutbox(dataDirectory: string): Promise<OutboxMail[]> {
  const outbox = join(dataDirectory, 'outbox')
  const files: string[] = await readdir(outbox).catch(() => [])
  const mails = files.filter((name) => name.endsWith('.eml')).sort()
  return Promise.all(
    mails.map(async (name) => {
      const file = join(outbox, name)
      const { headers, parts } = readMessage(await readFile(file, 'utf8'))
      const recipient = headers.find(([header]) => header === 'to')?.[1] ?? ''
      const [link] = /\bhttps?:\S+\?token=\S+/.exec(parts['text/plain'] ?? '') ?? []
      return { file, recipient, link: link === undefined ? null : new URL(link) }
    })
  )
}
