import { peers } from '../../api/settings.js'
import { HowItWorksLink } from '../../kit/how-it-works-link.js'

/** Why this page exists. */
export function Explanation() {
  return (
    <details class="panel">
      <summary>Why most services cannot do this</summary>
      <p>
        A JWT usually lives until its time of expiry. Each instance checks the signature and the
        claims alone, and asks nobody. After a sign-out, the token still opens every door until it
        expires, maybe for hours.
      </p>
      <p>
        This service also checks each request against a set of revoked tokens, which all instances
        share. It answers a revocation only when the token is in the database and in that set. So
        from the answer on, no instance accepts the token. <HowItWorksLink /> explains the rest.
      </p>
      {peers.length === 0 && (
        <p>
          This page watches one instance. To watch more, list their origins in{' '}
          <code>WEB_PEERS</code>, or run <code>npm run demo</code>, which starts two.
        </p>
      )}
    </details>
  )
}
