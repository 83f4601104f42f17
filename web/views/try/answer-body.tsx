import { useMemo, useState } from 'preact/hooks'
import { places } from '../../api/settings.js'
import { linkOf } from '../../kit/answer-link.js'
import { Button } from '../../kit/button.js'
import { CopyButton } from '../../kit/copy-button.js'
import { JsonView } from '../../kit/json-view.js'
import { ScrollFrame } from '../../kit/scroll-frame.js'
import type { Answer } from './send.js'

/** How many characters of a text are shown at first. */
const firstPart = 50_000

const findLink = (text: string) => linkOf(text, places)

function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

function PlainText({ text }: { text: string }) {
  const [isWhole, setIsWhole] = useState(false)
  return (
    <>
      <ScrollFrame label="Body" class="plain-body">
        <pre>{isWhole ? text : text.slice(0, firstPart)}</pre>
      </ScrollFrame>
      {!isWhole && text.length > firstPart && (
        <Button look="link" onClick={() => setIsWhole(true)}>
          Show all {text.length.toLocaleString('en')} characters
        </Button>
      )}
    </>
  )
}

export function AnswerBody({ answer, method }: { answer: Answer; method: string }) {
  const { body, type } = answer
  const json = useMemo(() => (/\bjson$/.test(type) ? parse(body) : null), [body, type])
  if (method === 'HEAD') return <p>An answer to HEAD has headers only.</p>
  if (body === '') return <p>The answer has no body.</p>
  return (
    <>
      {json ? <JsonView value={json.value} linkOf={findLink} /> : <PlainText text={body} />}
      <div class="actions">
        <CopyButton text={body} label="Copy the body" />
      </div>
    </>
  )
}
