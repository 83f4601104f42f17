import type { Table } from './attempt.js'
import { access } from './made-tokens.js'

/** A valid token of exactly that many characters, padded by a long claim. */
function sized(length: number): string {
  for (let letters = Math.floor((length - 400) * 0.75); ; letters++) {
    const token = access({ note: 'x'.repeat(letters) })
    if (token.length === length) return token
    if (token.length > length) throw new Error(`no token has ${length} characters`)
  }
}

/** The limit is 4,096 characters, even for a valid token. */
export const sizes: Table = {
  rejected: [
    { name: '4097 characters', token: sized(4097) },
    { name: '5000 characters', token: sized(5000) },
    { name: '12000 characters', token: sized(12_000) },
    { name: '4097 characters of nothing', token: 'A'.repeat(4097) },
    { name: '4097 dots', token: '.'.repeat(4097) }
  ],
  accepted: [
    { name: '4095 characters', token: sized(4095) },
    { name: '4096 characters', token: sized(4096) },
    {
      name: '4096 characters after many spaces',
      lines: [`Authorization: Bearer ${' '.repeat(1000)}${sized(4096)}`]
    }
  ]
}
