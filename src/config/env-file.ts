import type { SettingIssue } from './start-error.js'

const assignment = /^\s*(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=[^\S\n]*(.*)$/
const quotes = ['"', "'", '`']

/**
 * What Node's parser of such files would skip or misread without a word: a byte order mark, which
 * hides the first variable, and lines that are no assignment. Values are not shown: they may be secrets.
 *
 * @returns what is wrong, by file and line
 */
export function checkEnvFile(file: string, text: string): SettingIssue[] {
  const issues: SettingIssue[] = []
  const report = (index: number, message: string) =>
    issues.push({ variable: `${file}, line ${index + 1}`, message })

  if (text.startsWith('\uFEFF'))
    report(0, 'begins with a byte order mark; save it as UTF-8 without')
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string
    if (/^\s*(#|$)/.test(line)) continue
    const value = assignment.exec(line)?.[1]
    if (value === undefined) {
      report(i, 'is no assignment; write NAME=value, or begin a comment with #')
      continue
    }
    const quote = quotes.find((one) => value.startsWith(one))
    if (quote === undefined || value.indexOf(quote, 1) > 0) continue
    // A value in quotes may go on over several lines.
    const end = lines.findIndex((later, j) => j > i && later.includes(quote))
    if (end === -1) report(i, `opens a quotation with ${quote} that never ends`)
    else i = end
  }
  return issues
}
