import type { ButtonHTMLAttributes } from 'preact'

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly look?: 'main' | 'plain' | 'danger' | 'link'
  /** Whether the act of the button runs. It stays focusable, so that the keyboard keeps its place. */
  readonly isBusy?: boolean
}

export function Button({ look = 'plain', isBusy = false, onClick, ...button }: Props) {
  return (
    <button
      type="button"
      {...button}
      class={`button button-${look}`}
      aria-busy={isBusy}
      onClick={(event) => {
        if (!isBusy) onClick?.(event)
      }}
    />
  )
}
