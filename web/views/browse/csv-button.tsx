import { useState } from 'preact/hooks'
import { useAct } from '../../api/use-act.js'
import { Button } from '../../kit/button.js'
import { ProblemNotice } from '../../kit/notice.js'
import type { Resource } from './catalogue.js'
import { joinCsv, offsetsOf } from './csv.js'
import { loadCsv } from './records.js'
import { csvLimit, csvQuery } from './table-query.js'

function save(text: string, name: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads the file after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

interface Props {
  readonly resource: Resource
  readonly query: URLSearchParams
  /** The number of all matches; undefined while it is unknown. */
  readonly count: number | undefined
}

/** Saves all matches as CSV, with the columns of the table. */
export function CsvButton({ resource, query, count }: Props) {
  const { run, isRunning, problem } = useAct()
  const [progress, setProgress] = useState('')

  async function download(total: number) {
    const documents: string[] = []
    for (const offset of offsetsOf(total, csvLimit)) {
      setProgress(`${offset} of ${total} records…`)
      documents.push(await loadCsv(resource.name, csvQuery(resource, query, offset)))
    }
    save(joinCsv(documents), `${resource.name}.csv`)
    setProgress(`Saved ${total} records`)
  }

  return (
    <div class="csv-tool">
      <Button
        isBusy={isRunning}
        disabled={count === undefined}
        onClick={() => count !== undefined && run(() => download(count))}
      >
        Download CSV
      </Button>
      <span class="fine" role="status">
        {!problem && progress}
      </span>
      {problem && <ProblemNotice problem={problem} />}
    </div>
  )
}
