import { parseEnv } from 'node:util'
import t from 'tap'
import { readEnvFile } from '../../src/config/env-file.js'

const mark = 'begins with a byte order mark; save the file as UTF-8 without it'
const none = 'is not an assignment; write NAME=value, or begin the line with # for a comment'

/** Files and their issues: the line and the message. */
const files: [text: string, issues: [line: number, message: string | RegExp][]][] = [
  ['', []],
  ['A=1\n', []],
  ['# A comment\n\n  # another\nA=1\nexport B=2\n C = 3\nD=\n', []],
  ['A=1\r\nB=2\r\n', []],
  ['A="two\nlines = 2\nB"\nC=1\n', []],
  ["A='x\ny'\nB=`q\nr`\n", []],
  ['A="closed" # comment\nB=a"b\n', []],
  ['\uFEFFA=1\nB=2\n', [[1, mark]]],
  ['\uFEFF', [[1, mark]]],
  [
    '\uFEFFsecret\n',
    [
      [1, mark],
      [1, none]
    ]
  ],
  ['A=1\nhunter2\nB=2\n', [[2, none]]],
  ['A=1\nPORT: 3000\n', [[2, none]]],
  ['=hunter2\n', [[1, none]]],
  [
    'A=1\n\nexport\nB C=hunter2\nA-B=1\n1A=2\n',
    [
      [3, none],
      [4, none],
      [5, none],
      [6, none]
    ]
  ],
  ['A=1\r\nhunter2\r\n', [[2, none]]],
  ['A=1\nB="hunter2\nC=3\n', [[2, /the closing " is missing/]]],
  ['A="hun"ter2"\nB=2', [[1, /the text after the closing " would be ignored/]]],
  ["A='x\ny'hunter2\nB=2", [[2, /the text after the closing ' would be ignored/]]],
  ['A=hunter2#x\nB=#hunter2\nC=x # y#z', [1, 2].map((line) => [line, /contains #/])],
  ['A=\n"hunter2"', [[2, none]]],
  ['A\0=\x001\0', [[1, none]]]
]

for (const [text, issues] of files) {
  t.test(`${JSON.stringify(text)} has ${issues.length} issues`, async (t) => {
    const { issues: found } = readEnvFile('.env.local', text)
    t.match(
      found,
      issues.map(([line, message]) => ({ variable: `.env.local, line ${line}`, message }))
    )
    t.equal(found.length, issues.length)
    t.notMatch(JSON.stringify(found), /hunter2|secret/, 'no value is shown')
  })
}

/** Valid files. The parser of Node.js alone would lose some of their lines. */
const variables: [text: string, variables: object][] = [
  ['# A=1\n\n  # B=2\n \t\nC=3 # D=4\n  # end', { C: '3' }],
  ['  # without an assignment\nA=1', { A: '1' }],
  ['  A = 1  \n\tB=2', { A: '1', B: '2' }],
  ['export A=1\nexport  B=2', { A: '1', B: '2' }],
  ['A=1\r\nB="2"\r\n', { A: '1', B: '2' }],
  ['A=1\rB=2', { A: '1', B: '2' }],
  [`A="x # y"\nB='say "no"' # so\nC=\`it's\``, { A: 'x # y', B: 'say "no"', C: "it's" }],
  ['A="one\n# two\nB=3"\nC=4', { A: 'one\n# two\nB=3', C: '4' }],
  [`A=it's\nB=5"`, { A: "it's", B: '5"' }],
  ['A=\nB=""\nC=3', { A: '', B: '', C: '3' }],
  ['A=b=c==', { A: 'b=c==' }]
]

for (const [text, expected] of variables) {
  t.test(`${JSON.stringify(text)} is read completely`, async (t) => {
    const read = readEnvFile('.env.local', text)
    t.strictSame(read.issues, [])
    t.same(parseEnv(read.text), expected)
  })
}
