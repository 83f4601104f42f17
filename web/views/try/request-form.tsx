import { useEffect, useId, useRef } from 'preact/hooks'
import { Button } from '../../kit/button.js'
import { PathField } from './path-field.js'
import { type ApiRequest, methods, takesBody } from './request-line.js'
import { type ApiSummary, findOperation } from './summarize.js'

interface Props {
  readonly request: ApiRequest
  readonly summary: ApiSummary | null
  readonly isSending: boolean
  onChange(request: ApiRequest): void
  onSummaryWanted(isWanted: boolean): void
  onSend(): void
}

export function RequestForm({
  request,
  summary,
  isSending,
  onChange,
  onSummaryWanted,
  onSend
}: Props) {
  const id = useId()
  const { method, target, body } = request
  const [path = ''] = target.split('?', 1)
  const operation = summary && findOperation(summary, method, path)
  const lastExample = useRef('')

  useEffect(() => {
    if (!takesBody(request)) return
    onSummaryWanted(true)
    const { example = '', type = 'application/json' } = operation?.body ?? {}
    const isTouched = body !== '' && body !== lastExample.current
    lastExample.current = example
    onChange({ ...request, type, body: isTouched ? body : example })
  }, [method, operation])

  return (
    <form
      class="panel"
      aria-label="Request"
      onSubmit={(event) => {
        event.preventDefault()
        onSend()
      }}
    >
      <div class="request-line">
        <div>
          <label for={`${id}-method`}>Method</label>
          <select
            id={`${id}-method`}
            value={method}
            onChange={({ currentTarget }) => onChange({ ...request, method: currentTarget.value })}
          >
            {methods.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
        <PathField
          value={target}
          method={method}
          summary={summary}
          onInput={(value) => onChange({ ...request, target: value })}
          onFocus={() => onSummaryWanted(true)}
          onBlur={() => onSummaryWanted(false)}
        />
        <Button type="submit" look="main" isBusy={isSending}>
          Send
        </Button>
      </div>
      <p class="hint">
        {operation?.summary ||
          'Type a path: suggestions come while you type. The arrow keys choose one, Enter or Tab takes it, Enter sends.'}
      </p>
      {takesBody(request) && (
        <div class="request-body">
          <label for={`${id}-body`}>Body ({request.type})</label>
          <textarea
            id={`${id}-body`}
            rows={Math.min(12, Math.max(4, body.split('\n').length))}
            spellcheck={false}
            autocomplete="off"
            value={body}
            onInput={({ currentTarget }) => onChange({ ...request, body: currentTarget.value })}
          />
        </div>
      )}
    </form>
  )
}
