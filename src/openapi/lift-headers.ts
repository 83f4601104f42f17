interface Header {
  readonly schema?: { readonly required?: boolean }
}

interface Response {
  headers?: Readonly<Record<string, Header>>
}

interface Document {
  readonly paths?: Readonly<Record<string, unknown>>
}

/** `required` stands within a header's schema in the code, and belongs beside it. */
function lift({ schema: { required = false, ...schema } = {}, ...header }: Header) {
  return { ...header, ...(required && { required }), schema }
}

/** Writes response headers as the document wants them, where the code has them as schemas alone. */
export function liftHeaders<Doc extends Document>(document: Doc): Doc {
  for (const path of Object.values(document.paths ?? {})) {
    for (const { responses = {} } of Object.values(
      path as Record<string, { responses?: object }>
    )) {
      for (const response of Object.values(responses as Record<string, Response>)) {
        const headers = Object.entries(response.headers ?? {})
        response.headers = Object.fromEntries(headers.map(([name, one]) => [name, lift(one)]))
      }
    }
  }
  return document
}
