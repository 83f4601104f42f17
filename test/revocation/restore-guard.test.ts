import t from 'tap'
import type { Mark } from '../../src/revocation/mark.js'
import { createRestoreGuard } from '../../src/revocation/restore-guard.js'

function start(kept: Mark) {
  const store = { kept }
  const changes: boolean[] = []
  const raised: Mark[] = []
  const guard = createRestoreGuard({
    store: { read: async () => store.kept },
    onAhead: (recorded) => void raised.push(recorded),
    onChange: (isBehind) => void changes.push(isBehind)
  })
  const look = async (recorded: Mark) => {
    await guard.readMark()
    guard.compare(recorded)
  }
  return { store, changes, raised, guard, look }
}

t.test('refuses to serve until the first comparison', async (t) => {
  const { guard, look } = start({})
  t.throws(() => guard.requireCurrent(), { message: /^database-unchecked/ })
  guard.compare({ 0: 1 })
  t.throws(() => guard.requireCurrent(), { message: /^database-unchecked/ })
  await look({ 0: 1 })
  guard.requireCurrent()
})

t.test('a mark that is lower is raised, an equal one is not', async (t) => {
  const { raised, look } = start({ 0: 1 })
  await look({ 0: 1 })
  t.same(raised, [])
  await look({ 0: 1, user: 7 })
  t.same(raised, [{ 0: 1, user: 7 }])
})

t.test('a database that is behind is refused until it is raised', async (t) => {
  const { store, changes, raised, guard, look } = start({ 0: 5 })
  await look({ 0: 4, a: 9 })
  t.throws(() => guard.requireCurrent(), { message: /^database-restored: .*admin/ })
  t.same(changes, [true])
  store.kept = {}
  await look({ 0: 4 })
  t.throws(() => guard.requireCurrent(), 'the loss of the mark changes nothing')
  await look({ 0: 5 })
  guard.requireCurrent()
  t.same(changes, [true, false])
  t.same(raised, [], 'it has only been reached')
})
