import { useEffect, useState } from 'preact/hooks'
import { loadOpenApi } from '../../api/openapi.js'
import { type ApiSummary, summarize } from './summarize.js'

let loading: Promise<ApiSummary> | undefined

/** Loads the summary of the OpenAPI document once it is wanted. Null until then. */
export function useSummary(isWanted: boolean): ApiSummary | null {
  const [summary, setSummary] = useState<ApiSummary | null>(null)
  useEffect(() => {
    if (!isWanted) return
    loading ??= loadOpenApi().then(summarize)
    loading.then(setSummary, () => {
      // Requests work without suggestions. The next use of the field tries again.
      loading = undefined
    })
  }, [isWanted])
  return summary
}
