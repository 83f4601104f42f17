import { isPassing } from '../../api/problem.js'
import { Button } from '../../kit/button.js'
import { Notice, ProblemNotice } from '../../kit/notice.js'
import { AnswerBody } from './answer-body.js'
import { formatRequest } from './request-line.js'
import { SignInOffer, wantsToken } from './sign-in-offer.js'
import type { Result } from './use-requests.js'

export function AnswerView({ result, onRetry }: { result: Result; onRetry(): void }) {
  const { request, answer, problem } = result
  const isPassingAnswer = answer && isPassing({ title: '', status: answer.status })
  return (
    <section class="panel" aria-label="Answer">
      <h2>Answer</h2>
      <p class="sent-request">
        <code>{formatRequest(request)}</code>
      </p>
      {problem && <ProblemNotice problem={problem} />}
      {isPassingAnswer && (
        <Notice tone="info">
          <p>
            {answer.status === 503
              ? 'The service cannot answer at the moment. It says so rather than guess whether the token is revoked.'
              : 'The service received too many requests. Wait a little.'}
          </p>
        </Notice>
      )}
      {(isPassingAnswer || (problem && isPassing(problem))) && (
        <p class="actions">
          <Button onClick={onRetry}>Try again</Button>
          {result.isRetried && <span class="fine">This page tries again by itself.</span>}
        </p>
      )}
      {answer && (
        <>
          {wantsToken(answer) && <SignInOffer request={request} />}
          <details class="answer-headers">
            <summary>{answer.headers.length} headers</summary>
            <dl>
              {answer.headers.map(([name, value]) => (
                <>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </>
              ))}
            </dl>
          </details>
          <AnswerBody answer={answer} method={request.method} />
        </>
      )}
    </section>
  )
}
