interface Sample {
  readonly method: string
  readonly url: string
  /** Empty if the request has none. */
  readonly body: string
  readonly type: string
  readonly hasToken: boolean
}

/** Quotes a text for a POSIX shell, which reads nothing but `'` within single quotes. */
export const quoteShell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** Quotes a text for JavaScript. */
export const quoteScript = (text: string) =>
  JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

/** Quotes a text for Python, whose escapes include all those of JSON. */
export const quotePython = quoteScript

function asCurl({ method, url, body, type, hasToken }: Sample): string {
  // Without --globoff, curl takes the brackets of a query as a range.
  const lines = [`curl --globoff ${quoteShell(url)}`]
  if (method === 'HEAD') lines.push('--head')
  else if (method !== 'GET') lines.push(`--request ${method}`)
  if (hasToken) lines.push('--header "Authorization: Bearer $TOKEN"')
  if (body) {
    lines.push(`--header ${quoteShell(`Content-Type: ${type}`)}`)
    lines.push(`--data-raw ${quoteShell(body)}`)
  }
  return lines.join(' \\\n  ')
}

function asFetch({ method, url, body, type, hasToken }: Sample): string {
  const headers = [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a template of the snippet
    ...(hasToken ? ['Authorization: `Bearer ${process.env.TOKEN}`'] : []),
    ...(body ? [`'Content-Type': ${quoteScript(type)}`] : [])
  ]
  const options = [
    ...(method === 'GET' ? [] : [`method: '${method}'`]),
    ...(headers.length > 0 ? [`headers: { ${headers.join(', ')} }`] : []),
    ...(body ? [`body: ${quoteScript(body)}`] : [])
  ]
  const second = options.length > 0 ? `, {\n  ${options.join(',\n  ')}\n}` : ''
  const shown = method === 'HEAD' ? 'response.headers' : 'await response.text()'
  return `const response = await fetch(${quoteScript(url)}${second})
console.log(response.status, ${shown})`
}

function asPython({ method, url, body, type, hasToken }: Sample): string {
  const headers = [
    ...(hasToken ? [`"Authorization": "Bearer " + os.environ["TOKEN"]`] : []),
    ...(body ? [`"Content-Type": ${quotePython(type)}`] : [])
  ]
  const parts = [
    `"${method}"`,
    quotePython(url),
    ...(headers.length > 0 ? [`headers={${headers.join(', ')}}`] : []),
    ...(body ? [`data=${quotePython(body)}.encode()`] : [])
  ]
  return `${hasToken ? 'import os\n\n' : ''}import requests

response = requests.request(
${parts.map((part) => `    ${part},\n`).join('')})
print(response.status_code, response.${method === 'HEAD' ? 'headers' : 'text'})`
}

/** The same request for a shell and two languages. They read the token from the variable TOKEN. */
export const snippetsOf = (sample: Sample) => ({
  curl: asCurl(sample),
  fetch: asFetch(sample),
  Python: asPython(sample)
})
