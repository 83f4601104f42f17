import { useState } from 'preact/hooks'
import { pair } from '../../api/session.js'
import { places } from '../../api/settings.js'
import { CopyButton } from '../../kit/copy-button.js'
import { ScrollFrame } from '../../kit/scroll-frame.js'
import { pastedToken } from './pasted-token.js'
import { type ApiRequest, destinationOf, takesBody } from './request-line.js'
import { snippetsOf } from './snippets.js'
import { type ApiSummary, findOperation } from './summarize.js'

const languages = ['curl', 'fetch', 'Python'] as const

interface Props {
  readonly request: ApiRequest
  readonly summary: ApiSummary | null
}

/** The request for a shell, for JavaScript and for Python. */
export function SnippetsPanel({ request, summary }: Props) {
  const [language, setLanguage] = useState<(typeof languages)[number]>('curl')
  const url = destinationOf(request.target, places)?.url
  const [path = ''] = request.target.split('?', 1)
  const isPublic = summary && findOperation(summary, request.method, path)?.isPublic
  const token = pastedToken.value ?? pair.value?.token
  const snippet =
    url &&
    snippetsOf({
      ...request,
      url,
      body: takesBody(request) ? request.body : '',
      hasToken: !isPublic
    })[language]
  return (
    <section class="panel" aria-label="The same as code">
      <h2>The same as code</h2>
      <div class="actions languages">
        {languages.map((one) => (
          <button
            type="button"
            key={one}
            class="button"
            aria-pressed={one === language}
            onClick={() => setLanguage(one)}
          >
            {one}
          </button>
        ))}
      </div>
      {snippet ? (
        <>
          <ScrollFrame label={`Code for ${language}`} class="snippet">
            <pre>{snippet}</pre>
          </ScrollFrame>
          <div class="actions">
            <CopyButton text={snippet} label="Copy the code" />
            {token && <CopyButton text={token} label="Copy the token" />}
          </div>
          {!isPublic && (
            <p class="hint">
              The code reads the token from the variable <code>TOKEN</code>, so that it can be
              shared.
            </p>
          )}
        </>
      ) : (
        <p class="hint">Enter a path of this service.</p>
      )}
    </section>
  )
}
