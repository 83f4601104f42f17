/** The part of an OpenAPI document that contains its operations. */
export interface Document {
  readonly paths?: object
}

/** Returns all operations of a document, which must have paths. */
export function operationsOf<Operation>({ paths }: Document): Operation[] {
  return Object.values(paths as Record<string, Record<string, Operation>>).flatMap((path) =>
    Object.values(path)
  )
}
