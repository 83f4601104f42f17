import { address, goTo } from '../../address.js'
import { Button } from '../../kit/button.js'
import { cursorOf, trailOf, withTrail } from './admin-address.js'

interface Props {
  /** The plural of what is listed. */
  readonly what: string
  readonly page: { readonly results: readonly unknown[]; readonly next: string | null } | undefined
  readonly isLoading: boolean
}

function tellPage({ what, page }: Props, number: number): string {
  if (page === undefined) return ''
  const count = page.results.length
  if (count === 0) return number === 1 ? `No ${what} match.` : `No more ${what}.`
  if (number === 1 && page.next === null)
    return `${count} ${count === 1 ? what.slice(0, -1) : what}`
  return `Page ${number}: ${count} ${what}${page.next ? ', and there are more' : ', the last ones'}`
}

/** Says how many results are shown, and goes to the pages before and after. */
export function CursorPager(props: Props) {
  const { view, query } = address.value
  const trail = trailOf(query)
  const cursor = cursorOf(props.page?.next ?? null)
  const show = (next: readonly number[]) => goTo(view, withTrail(query, next))
  return (
    <div class="admin-pager">
      <p role="status">
        {props.isLoading ? `Loading the ${props.what}…` : tellPage(props, trail.length + 1)}
      </p>
      {(trail.length > 0 || cursor !== null) && (
        <div class="actions">
          <Button disabled={trail.length === 0} onClick={() => show(trail.slice(0, -1))}>
            Previous
          </Button>
          <Button
            disabled={cursor === null}
            onClick={() => cursor !== null && show([...trail, cursor])}
          >
            Next
          </Button>
        </div>
      )}
    </div>
  )
}
