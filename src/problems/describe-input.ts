import { nestedName } from '../query/parse-query.js'
import type { InputError } from './problem.js'

interface Described {
  readonly properties?: Readonly<Record<string, Described>>
  /** The operators of a filter's member. */
  readonly operators?: readonly string[]
}

/** The part of an Ajv error (with `verbose: true`) that helps a client to correct its input. */
export interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly message?: string
  readonly params: Readonly<Record<string, unknown>>
  readonly parentSchema?: Described & {
    readonly pattern?: string
    readonly format?: string
    readonly description?: string
    readonly type?: unknown
    readonly minimum?: number
    readonly maximum?: number
    readonly items?: { readonly enum?: readonly unknown[] }
  }
}

/** The maximum number of errors in a response. More would not help. */
const maxErrors = 10

/** `/options/films` → `options[films]`, as a query string spells it. */
function spell(instancePath: string, member?: string): string {
  const [first, ...rest] = [
    ...instancePath.split('/').slice(1),
    ...(member === undefined ? [] : [member])
  ]
  return (first ?? '') + rest.map((name) => `[${name}]`).join('')
}

const ownMember = ({ properties = {} }: Described, name = ''): Described | undefined =>
  Object.hasOwn(properties, name) ? properties[name] : undefined

/**
 * Returns the names that are allowed in place of an unknown one. A name with unreadable brackets
 * (`options[]`, `filter[name][é]`) stays flat; for it, returns what the brackets may contain.
 */
function namesInPlaceOf(schema: Described, name: string): readonly string[] {
  const [, head, first, rest] = /^([^[\]]*)\[([^[\]]*)(.*)$/s.exec(name) ?? []
  const parameter = ownMember(schema, head)
  if (parameter?.properties === undefined) return Object.keys(schema.properties ?? {})
  const member = rest?.startsWith(']') ? ownMember(parameter, first) : undefined
  return member?.operators ?? Object.keys(parameter.properties)
}

/** Returns what a schema allows, where Ajv's message does not say it and it is short. */
function allowedBy({ type, minimum, maximum, items }: NonNullable<SchemaError['parentSchema']>) {
  if (type === 'boolean') return 'true, false'
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`
  return items?.enum?.join(', ')
}

function describe({
  keyword,
  instancePath,
  message,
  params,
  parentSchema
}: SchemaError): InputError {
  const members = Object.keys(parentSchema?.properties ?? {})
  if (keyword === 'additionalProperties') {
    const name = String(params.additionalProperty)
    const path = spell(instancePath, name)
    const [, head = ''] = nestedName.exec(name) ?? []
    // The name is readable, but stayed flat because its place was taken.
    if (members.includes(head))
      return { path, message: `conflicts with another ${head}; allowed: only one of them` }
    const allowed = namesInPlaceOf(parentSchema ?? {}, name)
    return { path, message: `unknown; allowed: ${allowed.join(', ') || 'none'}` }
  }
  if (params.type === 'object' && members.length > 0 && instancePath !== '') {
    const path = spell(instancePath)
    return {
      path,
      message: `${message}, as ${path}[${members[0]}]; allowed: ${members.join(', ')}`
    }
  }
  // The description of a schema with a pattern or a format completes "must be". It states no length.
  const isLength = keyword === 'maxLength' || keyword === 'minLength'
  if (parentSchema?.description && !isLength && (parentSchema.pattern ?? parentSchema.format)) {
    return { path: spell(instancePath), message: `must be ${parentSchema.description}` }
  }
  if (keyword === 'enum') {
    const allowed = (params.allowedValues as unknown[]).join(', ')
    return { path: spell(instancePath), message: `unknown value; allowed: ${allowed}` }
  }
  if (keyword === 'required') {
    return { path: spell(instancePath, String(params.missingProperty)), message: 'required' }
  }
  const allowed = allowedBy(parentSchema ?? {})
  return {
    // Only the body can be something other than an object; params and query are always objects.
    path: spell(instancePath) || 'body',
    message: allowed === undefined ? String(message) : `${message}; allowed: ${allowed}`
  }
}

/** Returns the path of each invalid input, and what is allowed there. */
export function describeInput(errors: readonly SchemaError[]): InputError[] {
  return errors.slice(0, maxErrors).map(describe)
}
