const mark = 'x-body-optional'

/** What an operation's schema says besides where a request may come without a body. */
export const bodyIsOptional = { [mark]: true } as const

interface Operation {
  [mark]?: true
  requestBody?: object
}

interface Document {
  readonly paths?: Readonly<Record<string, unknown>>
}

/** Writes that a body may be left out; what makes the document calls every body required. */
export function liftBodies<Doc extends Document>(document: Doc): Doc {
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(path as Record<string, Operation>)) {
      if (operation[mark]) operation.requestBody = { ...operation.requestBody, required: false }
      delete operation[mark]
    }
  }
  return document
}
