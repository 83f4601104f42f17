import type { Test } from 'tap'
import { temporaryDirectory } from '../helper.js'
import { readOutbox } from '../mail/read-outbox.js'
import { until } from '../until.js'
import { startService } from './web-page.js'

/** The service with the page, and its mails. */
export async function startWithMails(t: Test, env: Record<string, string> = {}) {
  const DATA_DIR = temporaryDirectory(t)
  const service = await startService(t, { env: { DATA_DIR, ...env } })
  const seen = new Set<string>()
  return {
    ...service,
    /** Returns the link in the only mail to the address since the last call. */
    async nextLink(email: string): Promise<string> {
      const { db } = service.server
      // A mail stays in the table until its file is complete.
      await until(async () => !(await db.selectFrom('mails').select('id').executeTakeFirst()))
      const mails = (await readOutbox(DATA_DIR)).filter(({ file }) => !seen.has(file))
      for (const { file } of mails) seen.add(file)
      const links = mails.flatMap(({ link, recipient }) =>
        link !== null && recipient.includes(email) ? [link.href] : []
      )
      if (links.length !== 1) throw new Error(`${links.length} links were mailed`)
      return String(links[0])
    }
  }
}
