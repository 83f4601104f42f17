import { requestAddress } from '../../kit/answer-link.js'
import { formatRequest, type RequestLine } from './request-line.js'

const examples: readonly {
  readonly target: string
  readonly title: string
  readonly text: string
}[] = [
  {
    title: 'Films with their characters',
    target: '/films/v1/?fields=title,characters&expand=characters',
    text: 'expand embeds related records, fields leaves out the rest.'
  },
  {
    title: 'The tallest first',
    target: '/characters/v1/?filter[height_cm][gt]=200&sort_by=height_cm&sort_order=desc',
    text: 'Filters have operators, and any member sorts.'
  },
  {
    title: 'Find a planet',
    target: '/planets/v1/?search=tat',
    text: 'search finds a part of the name, in any case.'
  },
  {
    title: 'One film and its links',
    target: '/films/v1/1?options[characters]=true&options[planets]=true',
    text: 'Options add relations as links. Click one to follow it.'
  },
  {
    title: 'Page by page',
    target: '/starships/v1/?limit=5&offset=5',
    text: 'next and previous lead to the other pages.'
  },
  {
    title: 'A table as CSV',
    target: '/vehicles/v1/?format=csv&limit=10',
    text: 'The same list for a spreadsheet.'
  },
  {
    title: 'Not found: 404',
    target: '/films/v1/99',
    text: 'The problem names its code, and where to look.'
  },
  {
    title: 'A mistake: 400',
    target: '/films/v1/?colour=blue',
    text: 'An unknown parameter is an error, and the answer lists the known ones.'
  },
  {
    title: 'For admins only: 401',
    target: '/users/v1/events?limit=5',
    text: 'Without a token the code is token-missing; with the role basic it is authorisation-required.'
  }
]

export function Examples() {
  return (
    <section class="panel" aria-label="Examples">
      <h2>Examples</h2>
      <ul class="examples">
        {examples.map(({ title, target, text }) => (
          <li key={target}>
            <a href={requestAddress(target)}>{title}</a>
            <p class="fine">{text}</p>
            <code class="fine">
              {formatRequest({ method: 'GET', target } satisfies RequestLine)}
            </code>
          </li>
        ))}
      </ul>
    </section>
  )
}
