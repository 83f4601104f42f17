import type { Attempt, Table } from './attempt.js'
import { access, claimText } from './made-tokens.js'

const uuid = '3F2504E0-4F89-41D3-9A0C-0305E82C3301'

const rows = (claim: string, values: readonly unknown[]): Attempt[] =>
  values.map((value) => ({
    name: `${claim} ${value === undefined ? 'missing' : JSON.stringify(value)}`,
    token: access({ [claim]: value })
  }))

const texts = (claim: string, values: readonly string[]): Attempt[] =>
  values.map((text) => ({ name: `${claim} ${text}`, token: claimText(claim, text) }))

const noUuids = [
  '',
  'rey',
  '1',
  uuid.replaceAll('-', ''),
  `{${uuid}}`,
  `urn:uuid:${uuid}`,
  `${uuid}0`,
  `${uuid}\n`,
  ` ${uuid}`,
  uuid.replace('3', 'g')
]

/** The issuer, audience, ids, user and role. */
export const identity: Table = {
  rejected: [
    ...rows('iss', [undefined, null, '', 'example.org', 'Fathat.org', 'fathat.org/', 1]),
    ...rows('iss', [['fathat.org'], { fathat: 'org' }]),
    ...rows('aud', ['fathat.org', '', 'starwars-api', null, false, 0, [], ['fathat.org'], {}]),
    ...rows('sub', [undefined, null, 1, true, [uuid], { uuid }, ...noUuids]),
    ...rows('sid', [null, false, 0, [uuid], ...noUuids]),
    ...rows('user_id', [undefined, null, 0, -1, 1.5, '1', '', true, [1], { id: 1 }]),
    ...texts('user_id', ['9007199254740992', '1e999', '-1e308', '1e308', '0.1', '-0']),
    ...rows('access_role', [undefined, null, '', 'jedi', 'Admin', ' admin', 'basic,admin']),
    ...rows('access_role', ['constructor', '__proto__', 'toString', 'hasOwnProperty']),
    ...rows('access_role', [1, 2, true, ['admin'], { basic: 1 }])
  ],
  accepted: [
    { name: 'sub in upper case', token: access({ sub: uuid }) },
    {
      name: 'sub a UUID of version 7',
      token: access({ sub: '01890a5d-ac96-774b-bcce-b302099a8057' })
    },
    { name: 'sid present', token: access({ sid: 'b1946ac9-2d4d-4c3a-9e1f-0a9d5a1f7c55' }) },
    { name: 'sid in upper case', token: access({ sid: 'B1946AC9-2D4D-4C3A-9E1F-0A9D5A1F7C55' }) },
    { name: 'user_id the greatest safe integer', token: claimText('user_id', '9007199254740991') },
    { name: 'user_id written as 1.0', token: claimText('user_id', '1.0') },
    { name: 'unknown claims', token: access({ jti: 1, scope: ['*'], role: 'sith', email: null }) },
    { name: 'iss in escaped letters', token: claimText('iss', '"\\u0066athat.org"') },
    { name: 'role admin on a route for basic', token: access({ access_role: 'admin' }) },
    {
      name: 'role admin on a route for admin',
      token: access({ access_role: 'admin' }),
      target: '/admin-only'
    }
  ]
}
