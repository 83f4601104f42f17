import { escapeHtml } from '../html/escape-html.js'
import type { MailContent } from './templates.js'

const style = {
  body: 'margin:0;padding:24px 16px;background:#f4f4f5;color:#18181b;font:16px/1.5 system-ui,sans-serif',
  card: 'max-width:520px;margin:0 auto;padding:24px 32px;background:#fff;border-radius:8px',
  heading: 'margin:0 0 16px;font-size:20px',
  button:
    'display:inline-block;padding:10px 20px;border-radius:6px;background:#18181b;color:#fff;text-decoration:none',
  small: 'font-size:13px;color:#52525b;word-break:break-all'
}

function buttonOf(action: string, link: string): string {
  const href = escapeHtml(link)
  return `<p><a href="${href}" style="${style.button}">${escapeHtml(action)}</a></p>
<p style="${style.small}">${href}</p>
`
}

/**
 * Renders a mail as plain text and as HTML, with the same content.
 *
 * @param link the URL of the content's action; given only with an action
 */
export function renderMail({ subject, paragraphs, action }: MailContent, link?: string) {
  const [first = '', ...rest] = paragraphs
  const isAsked = action !== undefined && link !== undefined
  const text = [first, ...(isAsked ? [link] : []), ...rest, '-- \nstarwars-api']
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="${style.body}">
<div style="${style.card}">
<h1 style="${style.heading}">${escapeHtml(subject)}</h1>
<p>${escapeHtml(first)}</p>
${isAsked ? buttonOf(action, link) : ''}${rest.map((line) => `<p>${escapeHtml(line)}</p>\n`).join('')}<p style="${style.small}">starwars-api</p>
</div>
</body>
</html>
`
  return { subject, text: `${text.join('\n\n')}\n`, html }
}
