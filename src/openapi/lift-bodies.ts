import { type Document, operationsOf } from './operations-of.js'

const mark = 'x-body-optional'

/** What an operation's schema says besides where a request may come without a body. */
export const bodyIsOptional = { [mark]: true } as const

interface Operation {
  [mark]?: true
  requestBody?: object
}

/** Writes that a body may be left out; what makes the document calls every body required. */
export function liftBodies(document: Document): void {
  for (const operation of operationsOf<Operation>(document)) {
    if (operation[mark]) operation.requestBody = { ...operation.requestBody, required: false }
    delete operation[mark]
  }
}
