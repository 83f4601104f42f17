import t from 'tap'
import { checkEnvFile } from '../../src/config/env-file.js'

const mark = 'begins with a byte order mark; save it as UTF-8 without'
const none = 'is no assignment; write NAME=value, or begin a comment with #'

/** Files, and what is reported of them: the line, and the message. */
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
  ['A=1\nB="hunter2\nC=3\n', [[2, /never ends/]]]
]

for (const [text, issues] of files) {
  t.test(`${JSON.stringify(text)} has ${issues.length} faults`, async (t) => {
    const found = checkEnvFile('.env.local', text)
    t.match(
      found,
      issues.map(([line, message]) => ({ variable: `.env.local, line ${line}`, message }))
    )
    t.equal(found.length, issues.length)
    t.notMatch(JSON.stringify(found), /hunter2|secret/, 'shows no value')
  })
}
