/** Programs by the name in their user agent. The first that matches names it: most claim to be others. */
const programs: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\bSamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\bHeadlessChrome\/(\d+)/, 'Chrome without a window'],
  [/\b(?:Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)\S* .*Safari\//, 'Safari'],
  [/^curl\/(\d+)/, 'curl'],
  [/^Wget\/(\d+)/, 'Wget'],
  [/^python-requests\/(\d+)/, 'Python (requests)'],
  [/^python-httpx\/(\d+)/, 'Python (httpx)'],
  [/^Python-urllib\/(\d+)/, 'Python'],
  [/^Go-http-client\/(\d+)/, 'Go'],
  [/^(?:node|undici)\b()/, 'Node.js']
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux']
]

/** A user agent in words, for example "Firefox 140 on Linux". A hint: clients may send any text. */
export function describeDevice(userAgent: string): string {
  if (userAgent === '') return 'Unknown device'
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1]
  for (const [pattern, name] of programs) {
    const [found, version] = pattern.exec(userAgent) ?? []
    if (found === undefined) continue
    const program = version ? `${name} ${version}` : name
    return system ? `${program} on ${system}` : program
  }
  return userAgent.length > 60 ? `${userAgent.slice(0, 60)}…` : userAgent
}
