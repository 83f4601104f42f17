import { type Document, operationsOf } from './operations-of.js'

interface Header {
  readonly schema?: { readonly required?: boolean }
}

interface Operation {
  readonly responses: Readonly<Record<string, { headers: Readonly<Record<string, Header>> }>>
}

/** `required` stands within a header's schema in the code, and belongs beside it. */
function lift({ schema: { required = false, ...schema } = {}, ...header }: Header) {
  return { ...header, ...(required && { required }), schema }
}

/** Writes response headers as the document wants them, where the code has them as schemas alone. */
export function liftHeaders(document: Document): void {
  for (const { responses } of operationsOf<Operation>(document)) {
    for (const response of Object.values(responses)) {
      const headers = Object.entries(response.headers)
      response.headers = Object.fromEntries(headers.map(([name, one]) => [name, lift(one)]))
    }
  }
}
