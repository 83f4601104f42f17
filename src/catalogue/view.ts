import type { Selection } from './query.js'
import type { Member, Resource } from './resource.js'

/** A member of a response. An expanded one embeds the related records instead of their URLs. */
export interface Shown extends Member {
  readonly isExpanded: boolean
}

/** The members of an item in a response, in order. */
export type View = readonly Shown[]

/**
 * Returns the members that a response includes for each record. A member with an option is left out
 * unless the option is true or `fields` or `expand` names the member. An option that is false takes
 * precedence over both. `fields` excludes every member that it does not name.
 */
export function viewOf(
  { members }: Pick<Resource, 'members'>,
  { options = {}, fields, expand = [] }: Selection
): View {
  return members
    .filter(({ name, option }) => {
      if (fields && !fields.includes(name)) return false
      if (option === undefined) return true
      return options[option] ?? (fields !== undefined || expand.includes(name))
    })
    .map((member) => ({ ...member, isExpanded: expand.includes(member.name) }))
}
