import { ScrollFrame } from '../../kit/scroll-frame.js'
import { addUp, type Cut, type Summary } from './statistics.js'
import { milliseconds, offset } from './verdict-text.js'

const statusOf = ({ lastStatus }: Summary) => {
  if (lastStatus === null) return '–'
  return lastStatus === 0 ? 'none' : String(lastStatus)
}

interface Column {
  readonly title: string
  readonly of: (summary: Summary) => string | number
}

const columns: readonly Column[] = [
  { title: 'Sent', of: ({ sent }) => sent },
  { title: 'Accepted', of: ({ counts }) => counts.accepted },
  { title: 'Rejected', of: ({ counts }) => counts.rejected },
  { title: 'Under way', of: ({ counts }) => counts['under-way'] },
  { title: 'Failed', of: ({ counts }) => counts.failed },
  { title: 'Last status', of: statusOf },
  {
    title: 'Median latency',
    of: ({ median }) => (median === null ? '–' : milliseconds(median))
  }
]

const columnsAfter: readonly Column[] = [
  { title: 'Sent after', of: ({ sentAfter }) => sentAfter },
  { title: 'Let through', of: ({ letThrough }) => letThrough },
  {
    title: 'First 401',
    of: ({ firstRejection }) => (firstRejection === null ? '–' : offset(firstRejection))
  }
]

interface Props {
  readonly origins: readonly string[]
  readonly summaries: readonly Summary[]
  readonly cut: Cut | null
}

/** The numbers of the charts. */
export function CountsTable({ origins, summaries, cut }: Props) {
  const shown = cut === null ? columns : [...columnsAfter, ...columns]
  const row = (name: string, summary: Summary) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      {shown.map(({ title, of }) => (
        <td key={title}>{of(summary)}</td>
      ))}
    </tr>
  )
  return (
    <ScrollFrame class="table-frame watch-counts" label="Numbers of requests">
      <table>
        <thead>
          <tr>
            <th scope="col">Instance</th>
            {shown.map(({ title }) => (
              <th scope="col" key={title}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {origins.map((origin, index) => row(origin, summaries[index] as Summary))}
          {origins.length > 1 && row('All', addUp(summaries))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
