import { type Document, operationsOf } from './operations-of.js'

interface Header {
  readonly schema?: { readonly required?: boolean }
}

interface Operation {
  readonly responses: Readonly<Record<string, { headers: Readonly<Record<string, Header>> }>>
}

/** Moves `required` out of the header's schema, where the code has it. */
function lift({ schema: { required = false, ...schema } = {}, ...header }: Header) {
  return { ...header, ...(required && { required }), schema }
}

/** Converts response headers, which are schemas in the code, to OpenAPI's header objects. */
export function liftHeaders(document: Document): void {
  for (const { responses } of operationsOf<Operation>(document)) {
    for (const response of Object.values(responses)) {
      const headers = Object.entries(response.headers)
      response.headers = Object.fromEntries(headers.map(([name, one]) => [name, lift(one)]))
    }
  }
}
