import { page, prose } from '../html/page.js'
import { completeDetail, type ProblemCode, problemCodes, problems } from './catalogue.js'

/**
 * Returns the HTML page to which a problem document's `type` refers.
 *
 * @param base the prefix of links: the public URL, or an empty string
 */
export function problemPage(code: ProblemCode, base: string): string {
  const { status, title, remedy } = problems[code]
  return page(
    title,
    `<h1>${prose(title)}</h1>
<p><code>${code}</code> · HTTP status ${status}</p>
<p>${prose(completeDetail(code, undefined, base))}.</p>
<h2>What to do</h2>
<p>${prose(remedy)}</p>
<p><a href="${base}/problems/">All problems</a></p>`
  )
}

export function indexPage(base: string): string {
  const items = problemCodes.map(
    (code) =>
      `<li><a href="${base}/problems/${code}"><code>${code}</code></a> ${prose(problems[code].title)}</li>`
  )
  return page('Problems', `<h1>Problems</h1>\n<ul>\n${items.join('\n')}\n</ul>`)
}
