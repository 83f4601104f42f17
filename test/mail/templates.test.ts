import t from 'tap'
import { renderMail } from '../../src/mail/render.js'
import {
  isTemplateName,
  type MailContent,
  type TemplateName,
  templates
} from '../../src/mail/templates.js'
import type { UnsignedToken } from '../../src/tokens/issue.js'
import { claims, noon } from '../helper.js'

const at = noon
const token = {
  kind: 'email',
  kid: 'abcdefgh',
  claims: claims('email', { exp: noon + 3600 })
} as UnsignedToken

/** The data of each template, and patterns that its mail must match. */
const told: { readonly [Name in TemplateName]: [MailContent, ...RegExp[]] } = {
  'verify-address': [
    templates['verify-address']({ token }),
    /signed up/,
    /once, until 2026-11-23 13:00 UTC/,
    /not you/
  ],
  'address-taken': [templates['address-taken']({}), /already has an account/, /not you/],
  'reset-password': [
    templates['reset-password']({ token }),
    /new password/,
    /until 2026-11-23 13:00 UTC/,
    /not you/
  ],
  'confirm-address': [
    templates['confirm-address']({ token }),
    /Confirm it/,
    /until 2026-11-23 13:00 UTC/,
    /nothing changes/
  ],
  'address-changed': [
    templates['address-changed']({ email: 'finn@example.org' }),
    /now finn@example\.org\./,
    /not you/
  ],
  'password-changed': [
    templates['password-changed']({ at, ip: '192.0.2.7' }),
    /2026-11-23 12:00 UTC/,
    /192\.0\.2\.7/,
    /not you/
  ],
  'session-taken-over': [
    templates['session-taken-over']({ at, ip: '2001:db8::1', user_agent: 'curl/8' }),
    /2026-11-23 12:00 UTC/,
    /2001:db8::1/,
    /curl\/8/,
    /not you/
  ]
}

for (const [name, [content, ...patterns]] of Object.entries(told)) {
  t.test(`${name} states what happened, as text and HTML`, async (t) => {
    const link = content.action && 'https://api.example/x?token=a.b.c'
    const { subject, text, html } = renderMail(content, link)
    t.match(subject, /^[A-Z][\w -]+$/)
    t.match(html, `<title>${subject}</title>`)
    for (const pattern of patterns) {
      t.match(text, pattern)
      t.match(html.replace(/<[^>]*>/g, ''), pattern)
    }
    const links = link ? [`href="${link}"`] : null
    t.strictSame(html.match(/href="[^"]*"/g), links, 'no other link')
    t.strictSame(text.match(/https?:\S+/g), link ? [link] : null)
  })
}

t.test('user input is escaped, kept on one line and shortened', async (t) => {
  const strange = '<script>alert("1")</script>\r\n\r\nhttps://evil.example & \'x\'\0'
  const mails = [
    templates['session-taken-over']({ at, ip: strange, user_agent: strange }),
    templates['password-changed']({ at, ip: strange }),
    templates['address-changed']({ email: strange })
  ]
  for (const content of mails) {
    const { text, html } = renderMail(content)
    t.notMatch(html, /<script|<a /)
    t.match(
      html,
      '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; https://evil.example &amp; &#39;x&#39; '
    )
    t.match(text, /<script>alert\("1"\)<\/script> https/)
    t.notMatch(text + html, /[\r\0]/)
  }
  const { text } = renderMail(
    templates['session-taken-over']({ at, ip: '::1', user_agent: 'x'.repeat(60_000) })
  )
  t.ok(text.length < 1000)
})

t.test('a link is escaped in HTML', async (t) => {
  const { html } = renderMail(
    { subject: 'S', paragraphs: ['P'], action: 'A' },
    'https://x/?a=1&b="2"'
  )
  t.match(html, '<a href="https://x/?a=1&amp;b=&quot;2&quot;"')
  t.notMatch(html, 'b="2"')
})

t.test('rejects inherited property names as template names', async (t) => {
  t.equal(isTemplateName('verify-address'), true)
  for (const name of ['', 'toString', '__proto__', 'Verify-Address'])
    t.equal(isTemplateName(name), false)
})
