import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import t from 'tap'
import { webFiles } from './web-page.js'

/** The bytes that a browser loads at most, compressed as the service does. */
const limit = 60_000

/** Namespaces, which are names and never requested, and the base of URLs without a host. */
const names = /^http:\/\/(?:www\.w3\.org\/|localhost\b)/

const files = readdirSync(webFiles, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map((file) => join(file.parentPath, file.name))
const shown = files.filter((file) => !file.endsWith('.br'))
const textOf = (file: string) => readFileSync(file, 'utf8')
const page = textOf(join(webFiles, 'index.html'))

t.test('the whole page is at most 60 kB, compressed', async (t) => {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
  const sizes = shown.map((file) => brotliCompressSync(readFileSync(file), quality).length)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  t.ok(shown.length >= 3, 'a page, a script and a style sheet')
  t.ok(total <= limit, `${total} bytes of ${limit}`)
  const compressed = files.filter((file) => file.endsWith('.br'))
  for (const file of compressed) {
    t.ok(shown.includes(file.slice(0, -'.br'.length)), `${file} is of a file`)
  }
  for (const file of shown.filter((one) => /\.(?:js|css)$/.test(one))) {
    t.ok(compressed.includes(`${file}.br`), `${file} is compressed beforehand`)
  }
})

t.test('the page has no inline script, style or handler', async (t) => {
  const scripts = [...page.matchAll(/<script\b([^>]*)>([^<]*)<\/script>/g)]
  t.ok(scripts.length > 0)
  for (const [tag, attributes, content] of scripts) {
    t.match(attributes, /\bsrc="\.\/assets\/[\w-]+\.js"/, tag)
    t.equal(content?.trim(), '')
  }
  t.notMatch(page, /<style|\sstyle=|\son\w+=|javascript:/i)
})

t.test('there are no source maps', async (t) => {
  t.strictSame(
    files.filter((file) => /\.map(?:\.br)?$/.test(file)),
    []
  )
  for (const file of shown) t.notMatch(textOf(file), 'sourceMappingURL', file)
})

t.test('no file names another host', async (t) => {
  for (const file of shown) {
    const urls = textOf(file).match(/\bhttps?:\/\/[a-z0-9[][^\s"'`<>)\\]*/gi) ?? []
    t.strictSame(
      urls.filter((url) => !names.test(url)),
      [],
      file
    )
    t.notMatch(textOf(file), /(?:src|href)="\/\/|url\(["']?(?:\/\/|data:)|@import/, file)
  }
})
