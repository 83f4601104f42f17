import t from 'tap'
import { foldText, notIgnored } from '../../src/catalogue/fold-text.js'
import { asker } from '../films/ask.js'
import { names } from './records.js'
import { everyMember, type Item, itemsOf, titleOf } from './reference.js'

const ask = await asker(t)

const textMembers = everyMember.filter(({ kind }) => kind === 'text')
const foldedMembers = everyMember.filter(({ kind }) => kind === 'text' || kind === 'list')

/**
 * Spellings that fold to the same text. `others` do not, although some are equal for an English
 * collator.
 */
const spellings: Record<string, (text: string) => string> = {
  'in capitals': (text) => text.toUpperCase(),
  'with a zero-width space': (text) => `${text}\u200b`,
  'with a soft hyphen': (text) => `${text.slice(0, 1)}\u00ad${text.slice(1)}`,
  'with an accent': (text) => `${text.slice(0, 1)}\u0301${text.slice(1)}`,
  'with a zero-width joiner and a byte order mark': (text) => `\ufeff${text}\u200d`
}
const others: Record<string, (text: string) => string> = {
  'in full width': (text) =>
    text.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  'with strokes': (text) => text.replaceAll('o', 'ø').replaceAll('d', 'đ').replaceAll('l', 'ł'),
  'with ligatures': (text) => text.replaceAll('fi', 'ﬁ').replaceAll('ae', 'æ'),
  'with a long s': (text) => text.replaceAll('s', 'ſ').replaceAll('ss', 'ß'),
  'with a NUL': (text) => `${text}\0`,
  'with a space at its end': (text) => `${text} `,
  'without its end': (text) => text.slice(0, -1) || 'x'
}

async function countOf(name: string, query: string): Promise<number> {
  const answer = await ask(`/${name}/v1/?${query}&fields=id&limit=1`)
  if (answer.statusCode !== 200) throw new Error(`${query}: ${answer.body}`)
  return answer.json().count
}

for (const { name, member } of textMembers) {
  t.test(`${name} by ${member}: less, equal and greater are disjoint and complete`, async (t) => {
    const known = itemsOf(name).filter((item) => item[member] !== null)
    const texts = [...new Set(known.map((item) => String(item[member])))]
    const chosen = [0, 0.6].map((part) => texts[Math.floor(part * (texts.length - 1))] as string)
    for (const text of new Set(chosen)) {
      for (const [how, spell] of Object.entries({ ...spellings, ...others })) {
        const operand = encodeURIComponent(spell(text))
        const count = (operator: string) =>
          countOf(name, `filter[${member}][${operator}]=${operand}`)
        const [lt, lte, eq, gte, gt, ne] = [
          await count('lt'),
          await count('lte'),
          await count('eq'),
          await count('gte'),
          await count('gt'),
          await count('ne')
        ]
        const what = `${text} ${how}`
        t.equal(lt + eq + gt, known.length, what)
        t.strictSame({ lte, gte }, { lte: lt + eq, gte: gt + eq }, what)
        t.equal(ne, itemsOf(name).length - eq, what)
        if (how in spellings) {
          const same = known.filter(
            (item) => String(item[member]).toLowerCase() === text.toLowerCase()
          )
          t.equal(eq, same.length, what)
        }
      }
    }
  })
}

for (const name of names) {
  t.test(`a search for ${name} finds the spellings that are equal`, async (t) => {
    const title = String(itemsOf(name)[0]?.[titleOf(name)])
    for (const [how, spell] of Object.entries(spellings)) {
      const { results } = (
        await ask(`/${name}/v1/?search=${encodeURIComponent(spell(title))}&fields=id`)
      ).json()
      t.ok(
        results.some(({ id }: Item) => id === itemsOf(name)[0]?.id),
        how
      )
    }
  })
}

const known: [url: string, count: number][] = [
  ['/characters/v1/?filter[name][lt]=Luke%20Skywalker%E2%80%8B', 42],
  ['/characters/v1/?filter[name][eq]=Luke%20Skywalker%E2%80%8B', 1],
  ['/characters/v1/?filter[name][gt]=Luke%20Skywalker%E2%80%8B', 39],
  ['/characters/v1/?search=luke%E2%80%8B%20sky', 1],
  ['/characters/v1/?filter[name][in]=Luke%C2%AD%20Skywalker,Padm%C3%A9%20Amidala%E2%80%8B', 2],
  ['/films/v1/?filter[producers][eq]=Gary%E2%80%8B%20Kurtz', 2]
]
for (const [url, count] of known) {
  t.test(url, async (t) => {
    t.equal((await ask(url)).json().count, count)
  })
}

/** Texts that fold to an empty text. */
const nothing = ['', '\u0301', '\u0301\u0308', '\u200b', '\u00ad\ufeff', '\u200d\u0301', '\ufe0f']

/**
 * Returns the message for an input that folds to an empty text, or the whole response without one.
 */
async function toldOf(url: string, path: string): Promise<string> {
  const answer = await ask(url)
  const { code, errors = [] } = answer.json()
  const isTold = code === 'validation-failed' && errors[0].path === path
  return isTold ? errors[0].message : `${url}: ${answer.body}`
}

const emptyText = /^must be text that contains more than accents and invisible characters/

for (const { name, member, kind } of foldedMembers) {
  t.test(`${name} by ${member}: a text that folds to nothing is rejected`, async (t) => {
    const orders = kind === 'list' ? [] : ['lt', 'lte', 'gt', 'gte']
    for (const operator of ['eq', 'ne', 'in', ...orders]) {
      const path = `filter[${member}][${operator}]`
      const operands = nothing.flatMap((text) =>
        operator === 'in' ? [text, `a,${text}`, `${text},a`] : [text]
      )
      const told = await Promise.all(
        operands.map((text) => toldOf(`/${name}/v1/?${path}=${encodeURIComponent(text)}`, path))
      )
      t.strictSame(
        told.filter((message) => !emptyText.test(message)),
        [],
        operator
      )
    }
  })
}

for (const name of names) {
  t.test(`a search for ${name} that folds to nothing is rejected`, async (t) => {
    for (const text of nothing) {
      const url = `/${name}/v1/?search=${encodeURIComponent(text)}`
      t.match(await toldOf(url, 'search'), emptyText)
    }
  })
}

t.test(
  'the pattern of the schemas rejects exactly the characters that fold to nothing',
  async (t) => {
    const pattern = new RegExp(`^${notIgnored}$`, 'u')
    const differing: string[] = []
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue
      const character = String.fromCodePoint(code)
      const folded = foldText(character)
      if (pattern.test(character) !== (folded !== '') || foldText(folded) !== folded) {
        differing.push(code.toString(16))
      }
    }
    t.strictSame(differing, [])
  }
)
