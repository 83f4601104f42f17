import { baseUrl } from '../../api/settings.js'
import { requestAddress } from '../../kit/answer-link.js'
import { CopyButton } from '../../kit/copy-button.js'

/** The request of what is shown. */
export function QueryLine({ path }: { path: string }) {
  return (
    <section class="query-line" aria-label="Request">
      <code>GET {path}</code>
      <span class="actions">
        <a class="button" href={requestAddress(path)}>
          Open in Try it
        </a>
        <CopyButton text={`${baseUrl}${path}`} label="Copy URL" />
      </span>
    </section>
  )
}
