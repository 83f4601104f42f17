import { noon } from '../helper.js'
import type { Rejected, Table } from './attempt.js'
import { access, claimText } from './made-tokens.js'

/** Values that are no finite number, as JSON text. */
const noNumbers = ['null', 'true', '"soon"', '""', '"NaN"', '"Infinity"', '1e999', '-1e999', '{}']

function rows(claim: string, texts: readonly string[], code?: 'token-expired'): Rejected[] {
  return texts.map((text) => ({
    name: `${claim} ${text}`,
    token: claimText(claim, text),
    ...(code && { code })
  }))
}

const numeral = (seconds: number) => `"${seconds}"`
const inArray = (seconds: number) => `[${seconds}]`

/** `exp`, `iat` and `nbf`, at exactly noon. */
export const times: Table = {
  rejected: [
    { name: 'exp missing', token: access({ exp: undefined }) },
    ...rows('exp', noNumbers),
    ...rows('exp', [numeral(noon + 60), inArray(noon + 60)]),
    ...rows('exp', ['0', '-1', '-0', '-1e308', '1e-308', `${noon - 1}`], 'token-expired'),
    ...rows('exp', [`${noon - 0.001}`, `${noon}`, `${noon}.0`], 'token-expired'),
    {
      name: 'expired and of another issuer: exp is looked at first',
      token: access({ exp: noon - 1, iss: 'example.org' }),
      code: 'token-expired'
    },
    {
      name: 'expired, iat no number',
      token: access({ exp: noon - 1, iat: null }),
      code: 'token-expired'
    },
    { name: 'iat missing', token: access({ iat: undefined }) },
    ...rows('iat', noNumbers),
    ...rows('iat', [numeral(noon), inArray(noon)]),
    ...rows('iat', [`${noon + 61}`, `${noon + 60.001}`, `${noon * 1000}`, '1e308']),
    ...rows('nbf', noNumbers),
    ...rows('nbf', [numeral(noon - 60), inArray(noon - 60)]),
    ...rows('nbf', [`${noon + 1}`, `${noon + 0.001}`, '1e308'])
  ],
  accepted: [
    { name: 'exp in a second', token: access({ exp: noon + 1 }) },
    { name: 'exp with a fraction', token: access({ exp: noon + 0.5 }) },
    { name: 'exp as far off as can be', token: claimText('exp', '1e308') },
    { name: 'exp written as 2e9', token: claimText('exp', '2e9') },
    { name: 'iat 59 s in the future', token: access({ iat: noon + 59 }) },
    { name: 'iat 60 s in the future', token: access({ iat: noon + 60 }) },
    { name: 'iat with a fraction', token: access({ iat: noon - 0.5 }) },
    { name: 'iat long ago', token: claimText('iat', '-1e308') },
    { name: 'nbf now', token: access({ nbf: noon }) },
    { name: 'nbf in the past', token: access({ nbf: noon - 3600 }) },
    { name: 'nbf absent', token: access() }
  ]
}
