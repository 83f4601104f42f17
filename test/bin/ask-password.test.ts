import { Readable } from 'node:stream'
import t from 'tap'
import { askPassword } from '../../bin/ask-password.js'

t.test('reads the password from stdin, without the line end', async (t) => {
  const inputs: [bytes: string, password: string][] = [
    ['caf\xc3\xa9\n', 'café'],
    ['caf\xc3\xa9\r\n', 'café'],
    ['a \n\n', 'a \n']
  ]
  for (const [bytes, password] of inputs) {
    t.intercept(process, 'stdin', { value: Readable.from([Buffer.from(bytes, 'latin1')]) })
    t.equal(await askPassword(), password)
  }
})

t.test('a password that is not UTF-8 is rejected', async (t) => {
  for (const bytes of ['caf\xe9\n', '\xc3', '\xed\xa0\x80']) {
    t.intercept(process, 'stdin', { value: Readable.from([Buffer.from(bytes, 'latin1')]) })
    await t.rejects(askPassword(), {
      name: 'UsageError',
      message: 'The password is not well-formed UTF-8'
    })
  }
})

t.test('a byte order mark is rejected', async (t) => {
  t.intercept(process, 'stdin', { value: Readable.from([Buffer.from('\ufeffcafé\n')]) })
  await t.rejects(askPassword(), { name: 'UsageError', message: /byte order mark/ })
})
