import { createHash } from 'node:crypto'
import { escapeHtml } from './escape-html.js'

/** Form fields have a font of at least 1rem, because phones zoom into smaller ones. */
const style = `
body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}
label{display:block;margin:1rem 0 .25rem}
input{font:inherit;box-sizing:border-box;width:100%;max-width:24rem;padding:.5rem .75rem;border:1px solid #71717a;border-radius:.375rem}
input[readonly]{border-color:transparent;padding-left:0}
button{font:inherit;margin-top:1.5rem;padding:.625rem 1.25rem;border:0;border-radius:.375rem;background:#18181b;color:#fff;cursor:pointer}
[role=alert]{padding:.75rem 1rem;border-left:.25rem solid #b91c1c;background:#fef2f2;color:#7f1d1d}
`

/** The Content-Security-Policy of a page in this layout that may send forms and do nothing else. */
export const formPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'"
].join(';')

/** Escapes text, and renders text between backticks as code. */
export function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}

/** Returns a page in the layout of all pages. @param body HTML whose variable parts are escaped */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)} · starwars-api</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`
}
