import type { TSchema } from '@sinclair/typebox'
import { AccountSchema, SessionListSchema, SessionSchema, TokensSchema } from './account.js'
import { adminSchemas } from './admin.js'
import { filterSchemas } from './filter.js'
import { catalogueSchemas } from './items.js'
import { ProblemSchema } from './problem.js'
import { IndexSchema, ReadinessSchema, StatusSchema } from './service.js'
import { tokenServiceSchemas } from './token-service.js'

/** The schemas that others refer to by their `$id`. */
export const sharedSchemas: readonly TSchema[] = [
  ProblemSchema,
  IndexSchema,
  StatusSchema,
  ReadinessSchema,
  TokensSchema,
  AccountSchema,
  SessionSchema,
  SessionListSchema,
  ...adminSchemas,
  ...tokenServiceSchemas,
  ...catalogueSchemas,
  ...filterSchemas
]
