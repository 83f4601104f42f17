import type { Selection } from './query.js'
import type { Member, Resource } from './resource.js'

/** A member that is told, and whether as the related objects themselves instead of their URLs. */
export interface Shown extends Member {
  readonly isExpanded: boolean
}

/** The members of an answer, in their order. */
export type View = readonly Shown[]

/**
 * What an answer tells of each record. A member with an option is left out unless the option is
 * true or `fields` or `expand` names the member; an option that is false wins over both. `fields`
 * leaves out whatever it does not name.
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
