import { Type } from '@sinclair/typebox'

export const notModified = Type.Null({
  description: 'The client already has this response (`If-None-Match`)'
})
