import { useId } from 'preact/hooks'

export type Choice = 'access' | 'refresh' | 'pasted'

const choices: Readonly<Record<Choice, string>> = {
  access: 'Access token of this session',
  refresh: 'Refresh token of this session',
  pasted: 'A pasted token'
}

interface Props {
  readonly choice: Choice
  readonly pasted: string
  onChoose(choice: Choice): void
  onPaste(text: string): void
}

/** Chooses the token to take apart. */
export function Source({ choice, pasted, onChoose, onPaste }: Props) {
  const id = useId()
  return (
    <section class="panel" aria-label="Which token">
      <fieldset class="choices">
        <legend class="visually-hidden">Which token</legend>
        {(Object.keys(choices) as Choice[]).map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="choice"
              value={one}
              checked={one === choice}
              onChange={() => onChoose(one)}
            />
            {choices[one]}
          </label>
        ))}
      </fieldset>
      {choice === 'pasted' && (
        <div class="paste">
          <label for={id}>Token</label>
          <textarea
            id={id}
            rows={4}
            spellcheck={false}
            autocomplete="off"
            autocapitalize="none"
            aria-describedby={`${id}-hint`}
            placeholder="eyJ…"
            value={pasted}
            onInput={({ currentTarget }) => onPaste(currentTarget.value)}
          />
          <p class="hint" id={`${id}-hint`}>
            It stays in the memory of this view. The page sends it nowhere, unless you ask the
            service about it.
          </p>
        </div>
      )}
    </section>
  )
}
