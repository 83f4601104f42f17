import { type Document, operationsOf } from './operations-of.js'

const mark = 'x-body-optional'

/** Added to an operation's schema, it marks a request body that may be missing. */
export const bodyIsOptional = { [mark]: true } as const

interface Operation {
  [mark]?: true
  requestBody?: object
}

/** Marks optional bodies in the document, whose generator declares every body required. */
export function liftBodies(document: Document): void {
  for (const operation of operationsOf<Operation>(document)) {
    if (operation[mark]) operation.requestBody = { ...operation.requestBody, required: false }
    delete operation[mark]
  }
}
