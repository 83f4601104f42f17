import { readFileSync, writeFileSync } from 'node:fs'

const file = 'docs/faults.md'

/** Replaces one section of the document: the text between its two comments. */
export function writeSection(name: 'drills' | 'soak', text: string): void {
  const place = new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`)
  const document = readFileSync(file, 'utf8')
  if (!place.test(document))
    throw new Error(`${file} does not contain the comments <!-- ${name} --> and <!-- /${name} -->`)
  writeFileSync(
    file,
    document.replace(place, (_, begin, end) => `${begin}\n${text}\n\n${end}`)
  )
}
