import type { SettingIssue } from './start-error.js'

interface Line {
  readonly name: string
  /** The text after the `=`; a quoted value may continue on the next lines. */
  readonly rest: string
}

const assignment = /^(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/s
const quote = /^\s*["'`]/

function readLine(line: string): Line | null {
  const [, name, rest] = assignment.exec(line.trim()) ?? []
  return name === undefined ? null : { name, rest: rest as string }
}

/** Whether a line is blank or a comment, which may be indented. */
const isEmpty = (line: string) => /^\s*(#|$)/.test(line)

/**
 * Reads an environment file line by line, because Node's parser silently loses unexpected input: a line
 * that is no assignment also drops the next line, and an empty name drops the rest of the file.
 *
 * @param file its name, for messages. Messages do not repeat a line, which may contain a secret
 * @returns the assignments alone, in the form that Node's parser reads, and all issues
 */
export function readEnvFile(
  file: string,
  content: string
): { readonly text: string; readonly issues: readonly SettingIssue[] } {
  const issues: SettingIssue[] = []
  const assignments: string[] = []
  const refuse = (index: number, message: string) =>
    issues.push({ variable: `${file}, line ${index + 1}`, message })

  if (content.startsWith('\ufeff')) {
    refuse(0, 'begins with a byte order mark; save the file as UTF-8 without it')
  }
  const lines = content.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)

  /** @returns the index of the line in which the quoted value ends */
  function readQuoted(first: number, { name, rest }: Line): number {
    let text = rest.trimStart()
    const mark = text[0] as string
    let last = first
    while (text.indexOf(mark, 1) === -1 && last + 1 < lines.length) text += `\n${lines[++last]}`
    const end = text.indexOf(mark, 1)
    if (end === -1) {
      refuse(first, `the value begins with ${mark}, but the closing ${mark} is missing`)
      return first
    }
    if (!isEmpty(text.slice(end + 1))) {
      refuse(
        last,
        `the text after the closing ${mark} would be ignored; put the value in another kind of quotes`
      )
    }
    assignments.push(`${name}=${text.slice(0, end + 1)}`)
    return last
  }

  function readPlain(index: number, { name, rest }: Line): void {
    if (/^([^#]*[^\s#])?#/.test(rest)) {
      refuse(index, `the value contains #, which begins a comment; put the value in quotes`)
    }
    assignments.push(`${name}=${rest}`)
  }

  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string
    if (isEmpty(line)) continue
    const read = readLine(line)
    if (read === null) {
      refuse(
        index,
        'is not an assignment; write NAME=value, or begin the line with # for a comment'
      )
    } else if (quote.test(read.rest)) index = readQuoted(index, read)
    else readPlain(index, read)
  }
  return { text: assignments.join('\n'), issues }
}
