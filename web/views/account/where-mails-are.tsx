import { keepsMails } from '../../api/settings.js'

/** In development, mails do not leave the machine. */
export function WhereMailsAre() {
  if (!keepsMails) return null
  return (
    <p>
      This service sends no mails, because it has no mail server. The link is in the log of the
      service, and the mail is a file in the folder <code>outbox</code> of <code>DATA_DIR</code>.
    </p>
  )
}
