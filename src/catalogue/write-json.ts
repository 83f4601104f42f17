import { itemUrl } from './resource.js'
import type { Row, Table, Tables } from './table.js'
import type { Shown, View } from './view.js'

/**
 * Returns a function that writes a row as JSON. Each member is serialized once and cached; a
 * response joins these texts.
 *
 * @param base the prefix of all URLs
 */
export function createJsonWriter(tables: Tables, base: string) {
  function linkJson(target: Table, id: number, isExpanded: boolean): string {
    if (!isExpanded) return JSON.stringify(itemUrl(base, target.resource.name, id))
    return itemJson(target, target.find(id) as Row, target.plainView)
  }

  function valueJson({ resource }: Table, row: Row, shown: Shown): string {
    const { name, kind, target, isExpanded } = shown
    const value = row.record[name]
    if (kind === 'url') return JSON.stringify(itemUrl(base, resource.name, row.id))
    if (target === undefined || value === null) return JSON.stringify(value)
    const links = [value as number | number[]].flat()
    const texts = links.map((id) => linkJson(tables[target], id, isExpanded)).join()
    return kind === 'links' ? `[${texts}]` : texts
  }

  function kept({ json }: Row, key: string, make: () => string): string {
    const known = json.get(key)
    if (known !== undefined) return known
    const made = make()
    json.set(key, made)
    return made
  }

  function memberJson(table: Table, row: Row, shown: Shown): string {
    const { name, isExpanded } = shown
    return kept(row, isExpanded ? `${name} expanded` : name, () => {
      return `${JSON.stringify(name)}:${valueJson(table, row, shown)}`
    })
  }

  /** Caches whole items in their plain view alone: there are too many other views. */
  function itemJson(table: Table, row: Row, view: View): string {
    const join = () => `{${view.map((shown) => memberJson(table, row, shown)).join()}}`
    return view === table.plainView ? kept(row, 'item', join) : join()
  }

  return itemJson
}
