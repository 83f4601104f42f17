import { useEffect } from 'preact/hooks'
import { useLoad } from '../../api/use-load.js'
import { Loading } from '../../kit/loading.js'
import { ProblemNotice } from '../../kit/notice.js'
import { labelOf, type Resource } from './catalogue.js'
import { QueryLine } from './query-line.js'
import { loadRecord, type Row } from './records.js'
import { RelationLinks } from './relation-links.js'
import { recordQuery } from './table-query.js'
import { Value } from './value.js'
import { linksOf } from './values.js'

function Members({ resource, record }: { resource: Resource; record: Row }) {
  const own = resource.members.filter(({ name, target }) => target === null && name !== 'raw')
  const relations = resource.members.filter(({ target }) => target !== null)
  const raw = Object.entries((record.raw ?? {}) as Row)
  return (
    <div class="columns">
      <section class="panel" aria-label="Members">
        <dl>
          {own.map(({ name, label, description }) => (
            <div key={name} class="pair">
              <dt title={description}>{label}</dt>
              <dd>
                <Value value={record[name]} member={name} />
              </dd>
            </div>
          ))}
        </dl>
        {raw.length > 0 && (
          <details class="published">
            <summary>As published</summary>
            <dl>
              {raw.map(([name, text]) => (
                <div key={name} class="pair">
                  <dt>{labelOf(name)}</dt>
                  <dd>{String(text)}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </section>
      <section class="panel" aria-label="Relations">
        {relations.map(({ name, label }) => (
          <section key={name}>
            <h2>
              {label} <span class="fine">{linksOf(record[name]).length}</span>
            </h2>
            <RelationLinks value={record[name]} />
          </section>
        ))}
      </section>
    </div>
  )
}

/** One record with all its members and relations. */
export function RecordPage({ resource, id }: { resource: Resource; id: string }) {
  const query = recordQuery(resource)
  const { data, problem, isLoading } = useLoad(id, (signal) =>
    loadRecord(resource.name, id, query, signal)
  )
  const title = data && String(data[resource.titleMember])
  useEffect(() => {
    document.title = `${title ?? resource.title} · Browse · starwars-api`
  }, [title])

  return (
    <>
      <h1>{title ?? resource.title}</h1>
      <p>
        <a href={`#/browse/${resource.name}`}>All {resource.title.toLowerCase()}</a>
      </p>
      {problem && <ProblemNotice problem={problem} isRetrying={isLoading} />}
      {!data && !problem && <Loading />}
      {data && <Members resource={resource} record={data} />}
      <QueryLine path={`/${resource.name}/v1/${id}?${query}`} />
    </>
  )
}
