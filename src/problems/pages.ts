import { type ProblemCode, problemCodes, problems } from './catalogue.js'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;'
}

/** Escapes HTML and sets what stands between backticks as code. */
function prose(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => entities[character] as string)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · starwars-api</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}</style>
</head>
<body>
${body}
</body>
</html>
`
}

/** The page that a problem document's `type` leads to. */
export function problemPage(code: ProblemCode): string {
  const { status, title, detail, remedy } = problems[code]
  return page(
    title,
    `<h1>${prose(title)}</h1>
<p><code>${code}</code> · HTTP status ${status}</p>
<p>${prose(detail)}.</p>
<h2>What to do</h2>
<p>${prose(remedy)}</p>
<p><a href="./">All problems</a></p>`
  )
}

export function indexPage(): string {
  const items = problemCodes.map(
    (code) => `<li><a href="./${code}"><code>${code}</code></a> ${prose(problems[code].title)}</li>`
  )
  return page('Problems', `<h1>Problems</h1>\n<ul>\n${items.join('\n')}\n</ul>`)
}
