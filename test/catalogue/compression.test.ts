import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { createEncoder } from '../../src/catalogue/content-coding.js'
import { asker } from '../films/ask.js'

const ask = await asker(t)
const large = '/characters/v1/'
const small = '/films/v1/1'
const plain = await ask(large)
const decoders = { gzip: gunzipSync, br: brotliDecompressSync }

const chosen: Record<string, 'gzip' | 'br' | undefined> = {
  gzip: 'gzip',
  br: 'br',
  'gzip, deflate, br': 'gzip',
  'br, gzip': 'br',
  'gzip;q=0.5, br': 'br',
  'gzip, br;q=0.9': 'gzip',
  '*': 'br',
  '*;q=0.5, gzip;q=0.1': 'br',
  'br;q=0, *': 'gzip',
  identity: undefined,
  'identity, gzip;q=0.5': undefined,
  deflate: undefined,
  'gzip;q=0': undefined,
  'gzip;Q=0': undefined,
  'gzip;q=0.000': undefined,
  'GZIP;Q=0': undefined,
  'gzip; Q=0 , br;Q=0': undefined,
  'gzip;x=y;q=0': undefined,
  'gzip;q=0;x=y': undefined,
  'identity;q=0, gzip;q=0': undefined,
  '*;Q=0': undefined,
  'br;Q=0.5, gzip;q=0.6': 'gzip',
  'br;Q=0, *': 'gzip',
  GZIP: 'gzip',
  'identity;Q=0, BR': 'br',
  '*;q=0': undefined,
  '': undefined
}

for (const [accepted, coding] of Object.entries(chosen)) {
  t.test(`Accept-Encoding "${accepted}" gets ${coding ?? 'no coding'}`, async (t) => {
    const answer = await ask(large, { 'accept-encoding': accepted })
    t.equal(answer.statusCode, 200)
    t.equal(answer.headers['content-encoding'], coding)
    t.match(answer.headers.vary, 'Accept-Encoding')
    t.equal(Number(answer.headers['content-length']), answer.rawPayload.length)
    const bytes = coding ? decoders[coding](answer.rawPayload) : answer.rawPayload
    t.equal(bytes.toString(), plain.body)
    if (coding) t.ok(answer.rawPayload.length < plain.body.length / 4, 'much smaller')
  })
}

t.test('each coding has its own strong validator', async (t) => {
  const etags = new Set([plain.headers.etag])
  for (const coding of ['gzip', 'br']) {
    const headers = { 'accept-encoding': coding }
    const etag = String((await ask(large, headers)).headers.etag)
    t.match(etag, /^"[\w-]+"$/)
    etags.add(etag)
    const fresh = await ask(large, { ...headers, 'if-none-match': etag })
    t.equal(fresh.statusCode, 304)
    t.equal(fresh.headers.etag, etag)
    t.equal(fresh.headers['content-encoding'], undefined)
    t.equal(
      (await ask(large, { 'if-none-match': etag })).statusCode,
      200,
      'the validator does not match other bytes'
    )
    const head = await ask(large, headers, 'HEAD')
    const get = await ask(large, headers)
    t.equal(head.body, '')
    for (const name of ['etag', 'content-length', 'content-encoding', 'vary', 'content-type']) {
      t.equal(head.headers[name], get.headers[name], name)
    }
  }
  t.equal(etags.size, 3)
})

t.test('a small response is not compressed', async (t) => {
  const answer = await ask(small, { 'accept-encoding': 'gzip, br' })
  t.equal(answer.headers['content-encoding'], undefined)
  t.notMatch(answer.headers.vary, 'Accept-Encoding')
})

t.test('CSV is compressed as well', async (t) => {
  const csv = await ask(`${large}?format=csv`)
  const answer = await ask(`${large}?format=csv`, { 'accept-encoding': 'gzip' })
  t.equal(gunzipSync(answer.rawPayload).toString(), csv.body)
})

t.test('concurrent requests compress a response once for each coding', async (t) => {
  const encode = createEncoder()
  const answer = { body: Buffer.from('a'.repeat(5000)), contentType: 'text/plain', etag: '"a"' }
  const [first, second, other] = await Promise.all([
    encode(answer, 'gzip'),
    encode(answer, 'gzip'),
    encode(answer, 'br')
  ])
  t.equal(first, second)
  t.not(first, other)
  t.equal(await encode(answer, 'gzip'), first)
  t.not(await encode({ ...answer }, 'gzip'), first, 'another response is compressed separately')
})
