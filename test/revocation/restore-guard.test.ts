import t from 'tap'
import type { Mark } from '../../src/revocation/mark.js'
import { createRestoreGuard } from '../../src/revocation/restore-guard.js'

function start(kept: Mark) {
  const store = { kept }
  const changes: boolean[] = []
  const raised: Mark[] = []
  const guard = createRestoreGuard({
    store: { read: async () => store.kept },
    onLower: (mark) => void raised.push(mark),
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
  t.match(raised, [{ 0: 1, user: 7 }])
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
  t.notOk(
    raised.some(({ a }) => a === 9),
    'the other numbers of a database that is behind are not kept'
  )
})

t.test('a store that has lost the mark gets it back', async (t) => {
  const { store, raised, look } = start({ 0: 5, user: 7 })
  await look({ 0: 5, user: 6 })
  t.same(raised, [])
  store.kept = {}
  await look({ 0: 5, user: 6 })
  t.match(raised, [{ 0: 5, user: 7 }])
  store.kept = {}
  await look({ 0: 4 })
  t.match(raised.at(-1), { 0: 5, user: 7 }, 'also if the database is behind: the command reads it')
})

t.test('acts do not raise a restored database to the mark', async (t) => {
  const { changes, guard, look } = start({ 0: 5, 1: 2 })
  t.throws(() => guard.requireCounted({ 0: 5 }), { message: /^database-unchecked/ })
  await look({ 0: 5, 1: 2 })
  guard.requireCounted({ 0: 5 })
  guard.requireCounted({ 1: 3 })
  t.throws(() => guard.requireCounted({ 0: 4 }), { message: /^database-restored/ })
  t.throws(() => guard.requireCurrent(), { message: /^database-restored/ })
  t.same(changes, [true])
})
