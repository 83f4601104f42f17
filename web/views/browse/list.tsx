import { useEffect } from 'preact/hooks'
import { address, goTo } from '../../address.js'
import { isPassing } from '../../api/problem.js'
import { useLoad } from '../../api/use-load.js'
import { Button } from '../../kit/button.js'
import { focusContent } from '../../kit/focus-content.js'
import { Loading } from '../../kit/loading.js'
import { ProblemNotice } from '../../kit/notice.js'
import type { Catalogue, Member, Resource } from './catalogue.js'
import { ColumnChooser } from './column-chooser.js'
import { CsvButton } from './csv-button.js'
import { FilterForm } from './filter-form.js'
import { FilterList } from './filter-list.js'
import { Pager } from './pager.js'
import { QueryLine } from './query-line.js'
import { RecordTable } from './record-table.js'
import { loadPage } from './records.js'
import { SearchField } from './search-field.js'
import {
  type Changes,
  changeQuery,
  columnsOf,
  filterKey,
  limitOf,
  listQuery,
  offsetOf,
  withoutFilters
} from './table-query.js'

interface Props {
  readonly resource: Resource
  readonly catalogue: Catalogue
}

/** The records of a resource as a table. Its state is in the address. */
export function List({ resource, catalogue }: Props) {
  const { query } = address.value
  const apiQuery = listQuery(resource, query)
  const { data, problem, isLoading } = useLoad(apiQuery, async (signal) => {
    const page = await loadPage(resource.name, apiQuery, signal)
    return { page, offset: offsetOf(query) }
  })
  const isRejected = problem !== null && !isPassing(problem)
  const name = resource.title.toLowerCase()

  function change(changes: Changes, options?: { readonly replace: boolean }) {
    goTo(`browse/${resource.name}`, changeQuery(address.value.query, changes), options)
  }
  const targetOf = (member: Member | undefined) =>
    catalogue.find((one) => one.name === member?.target)
  /** For buttons that disappear with the rows they bring. */
  function changeAll(changes: Changes) {
    focusContent()
    change(changes)
  }

  useEffect(() => {
    document.title = `${resource.title} · Browse · starwars-api`
  }, [resource])

  return (
    <>
      <h1>{resource.title}</h1>
      <div class="tools">
        <SearchField what={name} value={query.get('search') ?? ''} onChange={change} />
        <CsvButton
          resource={resource}
          query={query}
          count={isRejected ? undefined : data?.page.count}
        />
        <FilterForm
          resource={resource}
          targetOf={targetOf}
          onAdd={(member, operator, value) => change({ [filterKey(member, operator)]: value })}
        />
        <ColumnChooser resource={resource} query={query} onChange={change} />
      </div>
      <FilterList resource={resource} targetOf={targetOf} query={query} onChange={change} />
      <QueryLine path={`/${resource.name}/v1/?${apiQuery}`} />
      {problem && (
        <ProblemNotice problem={problem} isRetrying={isLoading && !isRejected}>
          {isRejected && (
            <p>
              <a href={`#/browse/${resource.name}`} onClick={focusContent}>
                Show all {name}
              </a>
            </p>
          )}
        </ProblemNotice>
      )}
      {!data && !problem && <Loading what={`Loading ${name}`} />}
      {data && !isRejected && (
        <section aria-label="Results" aria-busy={isLoading}>
          <Pager
            what={name}
            count={data.page.count}
            offset={data.offset}
            shown={data.page.results.length}
            limit={limitOf(query)}
            isLoading={isLoading}
            onChange={change}
          />
          {data.page.results.length > 0 ? (
            <RecordTable
              resource={resource}
              columns={columnsOf(resource, query)}
              rows={data.page.results}
              query={query}
              onChange={change}
            />
          ) : data.page.count > 0 ? (
            <Button onClick={() => changeAll({})}>Go to the first page</Button>
          ) : (
            <Button onClick={() => changeAll(withoutFilters(query))}>
              Clear search and filters
            </Button>
          )}
        </section>
      )}
    </>
  )
}
