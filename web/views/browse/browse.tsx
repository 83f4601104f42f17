import { address } from '../../address.js'
import { loadOpenApi } from '../../api/openapi.js'
import { isSignedIn } from '../../api/session.js'
import { useLoad } from '../../api/use-load.js'
import { Loading } from '../../kit/loading.js'
import { ProblemNotice } from '../../kit/notice.js'
import { SubNavigation } from '../../kit/sub-navigation.js'
import { SignIn } from '../account/sign-in.js'
import { type Catalogue, readCatalogue } from './catalogue.js'
import { useFocus } from './focus.js'
import { List } from './list.js'
import { RecordPage } from './record-page.js'
import './browse.css'

function NotFound({ catalogue }: { catalogue: Catalogue }) {
  const [first] = catalogue
  return (
    <>
      <h1>Not found</h1>
      <p>
        The catalogue has no such page. <a href={`#/browse/${first?.name}`}>Browse {first?.name}</a>
      </p>
    </>
  )
}

function Content({ catalogue }: { catalogue: Catalogue }) {
  const [, name = '', id] = address.value.view.split('/')
  const resource = name ? catalogue.find((one) => one.name === name) : catalogue[0]
  const isRecord = id !== undefined && /^\d{1,15}$/.test(id)
  return (
    <>
      <SubNavigation
        label="Resources"
        links={catalogue.map((one) => ({
          href: `#/browse/${one.name}`,
          title: one.title,
          current: one !== resource ? undefined : isRecord ? 'true' : 'page'
        }))}
      />
      {!resource || (id && !isRecord) ? (
        <NotFound catalogue={catalogue} />
      ) : isRecord ? (
        <RecordPage key={`${resource.name}/${id}`} resource={resource} id={id} />
      ) : (
        <List key={resource.name} resource={resource} catalogue={catalogue} />
      )}
    </>
  )
}

function SignedIn() {
  const { data, problem, isLoading } = useLoad('', async () => readCatalogue(await loadOpenApi()))
  if (data) return <Content catalogue={data} />
  return (
    <>
      <h1>Browse</h1>
      {problem ? <ProblemNotice problem={problem} isRetrying={isLoading} /> : <Loading />}
    </>
  )
}

/** The catalogue as tables, and each record as a page. */
export function Browse() {
  useFocus(`${isSignedIn.value} ${address.value.view}`)
  if (isSignedIn.value) return <SignedIn />
  return (
    <>
      <h1>Browse</h1>
      <p>
        The catalogue is open to every user who has signed in. No account yet?{' '}
        <a href="#/account">Sign up</a>
      </p>
      <SignIn />
    </>
  )
}
