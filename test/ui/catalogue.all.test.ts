import t from 'tap'
import { Operation, openPage, startBrowser } from '../browser.js'
import { listen, mint } from '../helper.js'

const browser = await startBrowser(t)

t.test('a user of Swagger UI selects a filter, an expansion and CSV', async (t) => {
  const { origin } = await listen(t)
  const { page, complaints, origins } = await openPage(t, browser)
  const characters = new Operation(page, 'characters-listCharacters')
  const height = characters.parameter('filter[height_cm]')
  const urls: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/characters/v1/')) urls.push(decodeURIComponent(request.url()))
  })

  await page.goto(`${origin}/ui/`)
  await characters.summary.click()
  await characters.authorize(mint())
  await characters.parameter('options').getByRole('textbox').fill('{}')

  await t.test('by default, Swagger UI requests all characters', async (t) => {
    const { status, body } = await characters.execute()
    t.equal(status, '200')
    t.equal(body.count, 82)
    t.notMatch(urls.at(-1), 'filter')
  })

  await t.test('a filter is selected from the examples', async (t) => {
    await height.getByRole('combobox').selectOption('{"gte":170,"lt":200}')
    const { status, body } = await characters.execute()
    t.equal(status, '200')
    t.match(urls.at(-1), 'filter[height_cm][gte]=170&filter[height_cm][lt]=200')
    t.ok(body.count > 0 && body.count < 82)
  })

  await t.test('a filter is typed', async (t) => {
    await height.getByRole('textbox').fill('{ "gte": 228 }')
    const { body } = await characters.execute()
    t.equal(body.count, 4)
  })

  await t.test('an expansion is selected from a list', async (t) => {
    await characters.parameter('expand').getByRole('listbox').selectOption(['homeworld'])
    const { body } = await characters.execute()
    t.match(body.results[0].homeworld, { name: 'Kashyyyk' })
  })

  await t.test('CSV is selected from a list', async (t) => {
    await characters.parameter('sort_by').getByRole('combobox').selectOption('name')
    await characters.parameter('fields').getByRole('listbox').selectOption(['name', 'homeworld'])
    await characters.parameter('format').getByRole('combobox').selectOption('csv')
    const { status, text } = await characters.send()
    t.equal(status, '200')
    t.match(urls.at(-1), 'format=csv')
    t.equal(text.split(/\r?\n/)[0], 'name,homeworld')
    t.match(text, 'Chewbacca,Kashyyyk')
  })

  t.strictSame(complaints, [])
  t.strictSame([...origins], [origin])
})
