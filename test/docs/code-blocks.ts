import { readFileSync } from 'node:fs'

/** Returns the code blocks of a page in a language, so that tests run what readers copy. */
export function codeBlocks(page: string, language: string): string[] {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)
  return [...blocks].filter(([, name]) => name === language).map(([, , code]) => String(code))
}
