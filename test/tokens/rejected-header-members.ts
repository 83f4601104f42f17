import { createHash } from 'node:crypto'
import { secrets } from '../helper.js'
import type { Attempt, Table } from './attempt.js'
import { headerText, underHeader, withMembers } from './made-tokens.js'

/** Implements the contract without the code of the service. */
const kidOf = (kind: string, secret: string) =>
  createHash('sha256').update(`${kind}:${secret}`).digest('base64url').slice(0, 8)

const kid = kidOf('access', secrets.access)

const refusedWhateverTheValue: readonly [string, ...unknown[]][] = [
  ['crit', ['exp'], [], null, false, ''],
  ['jku', 'https://example.org/keys', null, false],
  ['jwk', { kty: 'oct', k: 'AAAA' }, null, false],
  ['x5u', 'https://example.org/chain', null],
  ['x5c', ['MIIB'], [], null],
  ['zip', 'DEF', '', null, false],
  ['b64', true, false, null]
]

const described = (value: unknown) => JSON.stringify(value)

function rows(member: string, values: readonly unknown[]): Attempt[] {
  return values.map((value) => ({
    name: `${member} ${described(value)}`,
    token: withMembers({ [member]: value })
  }))
}

/** Members of the header besides `alg`. Every row is signed with the access secret. */
export const headerMembers: Table = {
  rejected: [
    ...refusedWhateverTheValue.flatMap(([member, ...values]) => rows(member, values)),
    ...rows('typ', ['', 'JWS', 'at+jwt', 'application/jwt', ' JWT', null, false, 1, ['JWT'], {}]),
    ...rows('kid', ['unknown0', '', `${kid} `, kid.slice(0, 7), kid.toLowerCase(), secrets.access]),
    ...rows('kid', [null, false, 0, [kid], { kid }, '__proto__', 'constructor', '../../dev/null']),
    ...rows(
      'kid',
      ['refresh', 'email', 'password'].map((kind) => kidOf(kind, secrets.access))
    ),
    {
      name: 'kid of the refresh secret',
      token: withMembers({ kid: kidOf('refresh', secrets.refresh) })
    },
    { name: 'kid of the email secret', token: withMembers({ kid: kidOf('email', secrets.email) }) }
  ],
  accepted: [
    { name: 'kid absent', token: withMembers({}) },
    { name: 'kid known', token: withMembers({ kid }) },
    { name: 'typ jwt', token: withMembers({ typ: 'jwt' }) },
    { name: 'typ jWt', token: withMembers({ typ: 'jWt' }) },
    { name: 'typ absent', token: underHeader({ alg: 'HS256' }) },
    { name: 'an unknown member', token: withMembers({ tenant: 'jedi' }) },
    { name: 'cty', token: withMembers({ cty: 'json' }) },
    {
      name: 'crit inherited, which is not there',
      token: headerText('{"alg":"HS256","__proto__":{"crit":["exp"]}}')
    }
  ]
}
