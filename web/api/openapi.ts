import type { OpenApiDocument } from './openapi-document.js'
import { dataOf } from './problem.js'
import { api } from './session.js'

let loading: Promise<OpenApiDocument> | undefined

/**
 * Returns the OpenAPI document of the service, which the page loads once.
 *
 * @throws Problem
 */
export function loadOpenApi(): Promise<OpenApiDocument> {
  loading ??= (
    dataOf(api.GET('/openapi.json')) as Promise<unknown> as Promise<OpenApiDocument>
  ).catch((problem) => {
    loading = undefined
    throw problem
  })
  return loading
}
