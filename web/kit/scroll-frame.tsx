import type { ComponentChildren } from 'preact'

interface Props {
  readonly label: string
  readonly class?: string
  readonly children: ComponentChildren
}

/** Scrolls what is wider than the page, also by the keyboard. */
export function ScrollFrame({ label, class: name = 'table-frame', children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it, the keyboard cannot scroll
    <section class={name} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
