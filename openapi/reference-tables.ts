import { SettingsSchema } from '../schemas/settings.js'
import { completeDetail, problemCodes, problems } from '../src/problems/catalogue.js'
import type { Document } from './document.js'

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function settingsTable(): string {
  const rows = Object.entries(SettingsSchema.properties).map(([name, schema]) => [
    `\`${name}\``,
    schema.default === undefined ? '' : `\`${schema.default}\``,
    String(schema.description)
  ])
  return table(['setting', 'default', 'meaning'], rows)
}

function problemsTable(): string {
  const rows = problemCodes.map((code) => {
    return [`\`${code}\``, String(problems[code].status), completeDetail(code)]
  })
  return table(['code', 'status', 'detail'], rows)
}

function routesTable({ paths }: Document): string {
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { summary, 'x-minimum-role': role }]) => [
      `\`${method.toUpperCase()} ${path}\``,
      role ?? 'public',
      summary
    ])
  )
  return table(['route', 'minimum role', 'what'], rows)
}

/** Replaces the tables of the reference, each between two comments with its name. */
export function withTables(reference: string, document: Document): string {
  const tables = {
    routes: routesTable(document),
    settings: settingsTable(),
    problems: problemsTable()
  }
  return Object.entries(tables).reduce((text, [name, content]) => {
    const place = new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`)
    if (!place.test(text))
      throw new Error(`docs/reference.md has no place for the table of ${name}`)
    return text.replace(place, (_all, start, end) => `${start}${content}\n${end}`)
  }, reference)
}
