import { baseUrl } from '../../api/settings.js'
import { CopyButton } from '../../kit/copy-button.js'
import { ScrollFrame } from '../../kit/scroll-frame.js'

/** How to revoke the watched token without this page. */
export function Terminal({ token }: { token: string }) {
  const command = `curl -X POST ${baseUrl}/tokens/v1/revoke -d "token=$TOKEN"`
  return (
    <section class="panel" aria-labelledby="watch-terminal">
      <h2 id="watch-terminal">Revoke it from a terminal</h2>
      <p>
        The charts show the same, whoever revokes the token. Put it into the variable{' '}
        <code>TOKEN</code>, and run:
      </p>
      <ScrollFrame class="watch-command" label="Command">
        <pre>{command}</pre>
      </ScrollFrame>
      <div class="actions watch-copy">
        <CopyButton text={command} label="Copy the command" />
        <CopyButton text={token} label="Copy the token" />
      </div>
    </section>
  )
}
