interface Link {
  readonly href: string
  readonly title: string
  /** Whether it leads to this page, or to the list that this page belongs to. */
  readonly current?: 'page' | 'true' | undefined
}

/** Links to the pages of a view. */
export function SubNavigation({ label, links }: { label: string; links: readonly Link[] }) {
  return (
    <nav class="sub-navigation" aria-label={label}>
      <ul>
        {links.map(({ href, title, current }) => (
          <li key={href}>
            <a href={href} aria-current={current}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
