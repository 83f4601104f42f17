import { useEffect, useRef, useState } from 'preact/hooks'
import { address, goTo } from '../../address.js'
import { isPrivate } from '../../address-format.js'
import { hasLeft, isSignedIn } from '../../api/session.js'
import { Button } from '../../kit/button.js'
import { Loading } from '../../kit/loading.js'
import { Notice } from '../../kit/notice.js'
import { AnswerView } from './answer-view.js'
import { Examples } from './examples.js'
import { pastedToken } from './pasted-token.js'
import { RequestForm } from './request-form.js'
import { type ApiRequest, formatRequest, isSafe, parseRequest } from './request-line.js'
import { SnippetsPanel } from './snippets-panel.js'
import { StatusLine } from './status-line.js'
import { useRequests } from './use-requests.js'
import { useSummary } from './use-summary.js'
import './try.css'

const firstRequest: ApiRequest = {
  method: 'GET',
  target: '/films/v1/',
  body: '',
  type: 'application/json'
}

/** Whether the address may hold a request, so that opening it sends the request. */
const isShareable = (request: ApiRequest) => isSafe(request) && !isPrivate(request.target)

export function TryIt() {
  const [request, setRequest] = useState(firstRequest)
  const [isSummaryWanted, setIsSummaryWanted] = useState(false)
  const summary = useSummary(isSummaryWanted)
  const { result, isSending, run, clear } = useRequests()
  const wanted = address.value.query.get('request') ?? ''
  /** Whether this view has emptied the address for a request that must not be in it. */
  const hasEmptied = useRef(false)

  // The answer may hold data of the user who has signed out.
  useEffect(() => {
    if (hasLeft.value) clear()
  }, [hasLeft.value])

  useEffect(() => {
    const line = parseRequest(wanted)
    if (line) {
      const next = { ...request, ...line }
      setRequest(next)
      void run(next)
    } else if (!hasEmptied.current) clear()
    hasEmptied.current = false
  }, [wanted])

  // The token that was missing has arrived.
  const hasToken = isSignedIn.value || pastedToken.value !== null
  useEffect(() => {
    const isRejected = result?.answer?.status === 401 && isSafe(result.request)
    if (hasToken && isRejected) void run(result.request)
  }, [hasToken, pastedToken.value])

  function onSend() {
    const sent = { ...request, target: request.target.trim() }
    const line = isShareable(sent) ? formatRequest(sent) : ''
    if (line !== '' && line !== wanted) {
      goTo('try', new URLSearchParams({ request: line }))
      return
    }
    if (line === '' && wanted !== '') {
      hasEmptied.current = true
      goTo('try')
    }
    void run(sent)
  }

  return (
    <>
      <h1>Try it</h1>
      <p>Send requests to this service, and see its answers as they are.</p>
      {pastedToken.value !== null && (
        <Notice tone="info">
          <p>Requests of this view use the token that you have pasted.</p>
          <Button look="link" onClick={() => (pastedToken.value = null)}>
            Forget it
          </Button>
        </Notice>
      )}
      <RequestForm
        request={request}
        summary={summary}
        isSending={isSending}
        onChange={setRequest}
        onSummaryWanted={setIsSummaryWanted}
        onSend={onSend}
      />
      <StatusLine result={result} isSending={isSending} />
      <div class="try">
        <div>
          {result && (
            <AnswerView key={result.request} result={result} onRetry={() => run(result.request)} />
          )}
          {!result && isSending && <Loading what="Waiting for the answer" />}
          {!result && <Examples />}
        </div>
        <div>
          <SnippetsPanel request={request} summary={summary} />
          {result && <Examples />}
        </div>
      </div>
    </>
  )
}
