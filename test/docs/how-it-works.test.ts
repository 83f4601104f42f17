import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { tokenKinds } from '../../src/tokens/kinds.js'

const text = readFileSync('docs/how-it-works.md', 'utf8')

t.test('every file that the document names exists', async (t) => {
  const files = new Set(text.match(/(?:src|plugins|routes|schemas)\/[\w/-]+(?:\.ts)?/g))
  t.ok(files.size > 20)
  for (const file of files) t.ok(existsSync(file), file)
})

t.test('the document describes every kind of token, and has a diagram of every step', async (t) => {
  for (const [kind, { claim }] of Object.entries(tokenKinds)) {
    t.match(text, new RegExp(`\\| ${kind} \\| \`${claim}: `))
  }
  for (const step of ['Sign-up', 'Login', 'Request', 'Refresh', 'Logout']) {
    t.match(text, `## ${step}\n\n\`\`\`mermaid\nsequenceDiagram\n`)
  }
})
