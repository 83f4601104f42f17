type Member = readonly [name: string, value: unknown]

/**
 * Finds the member that makes valid JSON unacceptable as a body: `__proto__`, or `constructor` with
 * `prototype` in it. These could reach the prototype of all objects.
 *
 * @returns null if there is none, or the text is not JSON
 */
export function findForbiddenMember(text: string): string | null {
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch {
    return null
  }
  // No recursion: a body may nest deeper than the call stack.
  const open: Member[] = [['', root]]
  for (let member = open.pop(); member !== undefined; member = open.pop()) {
    const [name, value] = member
    if (name === '__proto__') return name
    if (typeof value !== 'object' || value === null) continue
    if (name === 'constructor' && Object.hasOwn(value, 'prototype')) return 'constructor[prototype]'
    for (const inner of Object.entries(value)) open.push(inner)
  }
  return null
}
