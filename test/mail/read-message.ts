/** A message as a mail program shows it. */
export interface ReadMessage {
  /** Names in lower case. A repeated header occurs several times. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly parts: Readonly<Record<string, string>>
}

function split(text: string) {
  const [head = '', body = ''] = text.split(/\r?\n\r?\n(.*)/s)
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  return {
    headers,
    body,
    of: (name: string) => headers.find(([known]) => known === name)?.[1] ?? ''
  }
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  if (encoding !== 'quoted-printable') return body
  const bytes = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

/** Reads a multipart message (RFC 2046 §5.1) without the library that wrote it. */
export function readMessage(source: string): ReadMessage {
  const message = split(source)
  const boundary = /boundary="([^"]+)"/.exec(message.of('content-type'))?.[1]
  const parts = message.body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\r?\n/, '')))
    .map((part) => [
      part.of('content-type').split(';')[0],
      decode(part.body, part.of('content-transfer-encoding')).replaceAll('\r\n', '\n')
    ])
  return { headers: message.headers, parts: Object.fromEntries(parts) }
}
