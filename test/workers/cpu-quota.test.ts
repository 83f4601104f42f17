import t from 'tap'
import { cpuQuota } from '../../src/workers/cpu-quota.js'

/** Returns the quota that a process finds in these files. */
const quotaIn = (files: Record<string, string>) => cpuQuota((path) => files[path] ?? null)

const [v1, v2] = ['4:memory:/\n3:cpu,cpuacct:/a/b\n1:name=systemd:/\n', '0::/a/b\n']
const [own, file] = ['/proc/self/cgroup', 'cpu.max']

t.test('version 2: cpu.max', async (t) => {
  t.equal(quotaIn({ [own]: v2, [`/sys/fs/cgroup/a/b/${file}`]: '150000 100000\n' }), 1.5)
  t.equal(quotaIn({ [own]: v2, [`/sys/fs/cgroup/a/b/${file}`]: 'max 100000\n' }), Infinity)
})

t.test('version 1: the quota of the completely fair scheduler', async (t) => {
  const directory = '/sys/fs/cgroup/cpu/a/b'
  const withQuota = (quota: string) =>
    quotaIn({
      [own]: v1,
      [`${directory}/cpu.cfs_quota_us`]: quota,
      [`${directory}/cpu.cfs_period_us`]: '50000\n'
    })
  t.equal(withQuota('100000\n'), 2)
  t.equal(withQuota('-1\n'), Infinity)
})

t.test('the smallest quota counts, also that of a parent', async (t) => {
  const files = {
    [own]: v2,
    [`/sys/fs/cgroup/${file}`]: '400000 100000\n',
    [`/sys/fs/cgroup/a/${file}`]: '200000 100000\n',
    [`/sys/fs/cgroup/a/b/${file}`]: '300000 100000\n'
  }
  t.equal(quotaIn(files), 2)
})

t.test('in a container, the path of the host does not exist', async (t) => {
  const files = { [own]: '0::/docker/0123\n', [`/sys/fs/cgroup/${file}`]: '250000 100000\n' }
  t.equal(quotaIn(files), 2.5)
})

t.test('without files, there is no quota', async (t) => {
  t.equal(quotaIn({}), Infinity)
  t.equal(quotaIn({ [own]: `${v1}${v2}` }), Infinity)
})
