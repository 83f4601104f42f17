import { HowItWorksLink } from '../../kit/how-it-works-link.js'

/** What a learner wonders about. */
export function Explanations() {
  return (
    <section class="panel explanations" aria-labelledby="why">
      <h2 id="why">Why is it like this?</h2>
      <details>
        <summary>Can anybody read a token?</summary>
        <p>
          Yes. The payload is encoded, not encrypted. So an access or a refresh token holds no
          personal data, and whoever holds it can use it: treat it like a password.
        </p>
      </details>
      <details>
        <summary>What does kid say?</summary>
        <p>
          Which secret signed the token: the first 8 characters of base64url(SHA-256(kind, colon,
          secret)). It does not reveal the secret. While an operator replaces a secret, two of a
          kind are valid, and kid selects one of them.
        </p>
      </details>
      <details>
        <summary>Why four secrets?</summary>
        <p>
          One for each kind: access, refresh, email and password. A token of one kind can never pass
          as another, even where the code has a fault, because its signature would not fit.
        </p>
      </details>
      <details>
        <summary>Why is sub the id of the token, and not the user?</summary>
        <p>
          Because a single token can be revoked, and needs a name for that. The user is in user_id,
          and the session in sid. Revoking the session ends all its tokens.
        </p>
      </details>
      <details>
        <summary>What does revocation add?</summary>
        <p>
          A signature and a time of expiry cannot be taken back. So the service looks each token up
          in a set of revoked ids, on every request. After a sign-out has been answered, no instance
          accepts the token again.
        </p>
      </details>
      <p class="fine">
        <HowItWorksLink /> tells the whole story, with the source files.
      </p>
    </section>
  )
}
