import { mint, noon } from '../helper.js'
import type { Rejected, Table } from './attempt.js'
import { access } from './made-tokens.js'

const token = access()
const other = access()
const basic = `Authorization: Basic ${Buffer.from('rey:skywalker').toString('base64')}`
const bearer = `Authorization: Bearer ${token}`

const missing = (name: string, ...lines: string[]): Rejected => ({
  name,
  lines,
  code: 'token-missing'
})

/** Exactly one `Authorization: Bearer <token>` header, and no other place for the token. */
export const headers: Table = {
  rejected: [
    missing('no header'),
    missing('an empty header', 'Authorization:'),
    missing('a header of spaces', 'Authorization:     '),
    missing('Basic', basic),
    missing('Basic with the token', `Authorization: Basic ${token}`),
    missing('Digest', 'Authorization: Digest username="rey"'),
    missing('the scheme Token', `Authorization: Token ${token}`),
    missing('the scheme JWT', `Authorization: JWT ${token}`),
    missing('the scheme Bearers', `Authorization: Bearers ${token}`),
    missing('the token alone', `Authorization: ${token}`),
    missing('Bearer alone', 'Authorization: Bearer'),
    missing('Bearer and spaces', 'Authorization: Bearer    '),
    missing('nothing between scheme and token', `Authorization: Bearer${token}`),
    missing('a tab between scheme and token', `Authorization: Bearer\t${token}`),
    missing('a colon between scheme and token', `Authorization: Bearer:${token}`),
    missing('Proxy-Authorization', `Proxy-Authorization: Bearer ${token}`),
    missing('X-Authorization', `X-Authorization: Bearer ${token}`),
    missing('a cookie', `Cookie: token=${token}; access_token=${token}; Authorization=${token}`),
    { ...missing('?access_token='), target: `/films/v1/?access_token=${token}` },
    { ...missing('?token='), target: `/films/v1/?token=${token}` },
    { ...missing('?authorization='), target: `/films/v1/?authorization=Bearer%20${token}` },
    {
      ...missing('a form body', 'Content-Type: application/x-www-form-urlencoded'),
      method: 'POST',
      target: '/users/v1/logout',
      body: `access_token=${token}`
    },
    {
      ...missing('a JSON body', 'Content-Type: application/json'),
      method: 'POST',
      target: '/users/v1/logout',
      body: JSON.stringify({ token, authorization: `Bearer ${token}` })
    },
    { name: 'a good query beside a bad header', token: 'x', target: `/films/v1/?token=${token}` },
    { name: 'two headers, the same', lines: [bearer, bearer] },
    { name: 'two headers, two good tokens', lines: [bearer, `Authorization: Bearer ${other}`] },
    { name: 'two headers, the second bad', lines: [bearer, 'Authorization: Bearer x'] },
    { name: 'two headers in other case', lines: [bearer, bearer.replace('A', 'a')] },
    { name: 'two headers, others between', lines: [bearer, 'Accept: */*', bearer] },
    { name: 'Basic, then Bearer', lines: [basic, bearer] },
    { name: 'Bearer, then Basic', lines: [bearer, basic] },
    { name: 'Bearer, then an empty header', lines: [bearer, 'Authorization:'] },
    { name: 'three headers', lines: [bearer, bearer, bearer] },
    { name: 'two tokens', lines: [`${bearer} ${token}`] },
    { name: 'two tokens by comma and space', lines: [`${bearer}, ${other}`] },
    { name: 'two credentials in one header', lines: [`${bearer}, Bearer ${other}`] },
    { name: 'a parameter behind the token', lines: [`${bearer} realm="starwars-api"`] },
    { name: 'a tab after the space', lines: [`Authorization: Bearer \t${token}`] },
    { name: 'a tab between two tokens', lines: [`${bearer}\t${other}`] },
    {
      name: 'a second header behind 2,000 others',
      lines: [bearer, ...Array.from({ length: 2000 }, () => 'a:'), `Authorization: Bearer ${other}`]
    },
    { name: 'Bearer twice', lines: [`Authorization: Bearer Bearer ${token}`] }
  ],
  accepted: [
    { name: 'scheme in lower case', lines: [`Authorization: bearer ${token}`] },
    { name: 'scheme in upper case', lines: [`Authorization: BEARER ${token}`] },
    { name: 'scheme in mixed case', lines: [`Authorization: bEaReR ${token}`] },
    { name: 'name in lower case', lines: [`authorization: Bearer ${token}`] },
    { name: 'name in upper case', lines: [`AUTHORIZATION: Bearer ${token}`] },
    { name: 'two spaces', lines: [`Authorization: Bearer  ${token}`] },
    { name: 'many spaces', lines: [`Authorization: Bearer ${' '.repeat(50)}${token}`] },
    { name: 'no space after the name', lines: [`Authorization:Bearer ${token}`] },
    { name: 'spaces around the value', lines: [`Authorization:   Bearer ${token}   `] },
    { name: 'a cookie beside it', lines: [bearer, 'Cookie: token=x'] },
    {
      name: 'a body beside it',
      lines: [
        `Authorization: Bearer ${mint('refresh', {}, noon)}`,
        'Content-Type: application/json'
      ],
      method: 'POST',
      target: '/users/v1/logout',
      body: '{"token":"x"}'
    }
  ]
}
