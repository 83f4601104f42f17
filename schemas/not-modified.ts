import { Type } from '@sinclair/typebox'

export const notModified = Type.Null({ description: 'The client has these bytes (If-None-Match)' })
