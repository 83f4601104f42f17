import { ScrollFrame } from '../../kit/scroll-frame.js'
import { describeClaims } from './claim-words.js'
import { type Inspection, secretNames } from './inspect.js'
import { TimeLeft } from './time-left.js'

/** The token as text, its three parts told apart by colour and by the dots. */
export function Encoded({ token }: { token: string }) {
  const [header = '', payload, signature] = token.split('.')
  return (
    <pre class="encoded">
      <span class="part-header">{header}</span>
      {payload !== undefined && (
        <>
          .<span class="part-payload">{payload}</span>
        </>
      )}
      {signature !== undefined && (
        <>
          .<span class="part-signature">{signature}</span>
        </>
      )}
    </pre>
  )
}

/** What a token is: kind, secret, time left, signature. */
export function Summary({ inspection }: { inspection: Inspection }) {
  const { header, claims, kind, privateClaim } = inspection
  return (
    <dl>
      <dt>Kind</dt>
      <dd>
        {kind ? (
          <>
            <strong>{kind}</strong>, because of its claim <code>{privateClaim}</code>
          </>
        ) : (
          'none that the service knows'
        )}
      </dd>
      <dt>Secret</dt>
      <dd>
        {typeof header?.kid === 'string' ? (
          <>
            <code>{header.kid}</code> (<code>kid</code>)
          </>
        ) : (
          'The token does not say (no kid)'
        )}
        {kind && (
          <>
            {' '}
            of <code>{secretNames[kind]}</code>
          </>
        )}
      </dd>
      <dt>Time left</dt>
      <dd>{claims ? <TimeLeft claims={claims} /> : 'unknown'}</dd>
      <dt>Signature</dt>
      <dd>Not checked here: only the service has the secret.</dd>
    </dl>
  )
}

/** The claims with their meaning. */
export function Claims({ claims }: { claims: Readonly<Record<string, unknown>> }) {
  return (
    <ScrollFrame label="Claims">
      <table class="claims">
        <thead>
          <tr>
            <th scope="col">Claim</th>
            <th scope="col">Value</th>
            <th scope="col">In words</th>
          </tr>
        </thead>
        <tbody>
          {describeClaims(claims).map(({ name, value, words }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>
                <code>{value}</code>
              </td>
              <td>{words}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
