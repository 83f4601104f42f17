/** As much of an OpenAPI document as is needed to find its operations. */
export interface Document {
  readonly paths?: object
}

/** All operations of a document that has paths. */
export function operationsOf<Operation>({ paths }: Document): Operation[] {
  return Object.values(paths as Record<string, Record<string, Operation>>).flatMap((path) =>
    Object.values(path)
  )
}
