/** Returns the text of a file, or null if it cannot be read. */
type ReadFile = (path: string) => string | null

/** Returns a directory below `root` and all its parents up to `root`: each may have a quota. */
function lineage(root: string, path: string): string[] {
  const names = path.split('/').filter((name) => name !== '')
  return [root, ...names.map((_, i) => `${root}/${names.slice(0, i + 1).join('/')}`)]
}

/** Returns the quotient of two numbers; infinity if there is no limit (`max`, -1, no file). */
function quotient(quota: string | undefined, period: string | undefined): number {
  const cores = Number(quota) / Number(period)
  return cores > 0 ? cores : Number.POSITIVE_INFINITY
}

function quotaOfV2(directory: string, read: ReadFile): number {
  const [quota, period] = read(`${directory}/cpu.max`)?.split(' ') ?? []
  return quotient(quota, period)
}

function quotaOfV1(directory: string, read: ReadFile): number {
  const [quota, period] = ['quota', 'period'].map(
    (name) => read(`${directory}/cpu.cfs_${name}_us`) ?? undefined
  )
  return quotient(quota, period)
}

/**
 * Returns how many cores the cgroups of this process allow it, of version 2 (`cpu.max`) and 1
 * (`cpu.cfs_quota_us`). Infinity without a quota. Node 20 does not consider quotas itself.
 *
 * In a container the path of the cgroup may be that of the host. Its directory does not exist then,
 * and the quota of the container is in the root.
 */
export function cpuQuota(read: ReadFile): number {
  const quotas = (read('/proc/self/cgroup') ?? '').split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    if (controllers === undefined || path === undefined) return []
    if (controllers === '') {
      return lineage('/sys/fs/cgroup', path).map((directory) => quotaOfV2(directory, read))
    }
    if (!controllers.split(',').includes('cpu')) return []
    return lineage('/sys/fs/cgroup/cpu', path).map((directory) => quotaOfV1(directory, read))
  })
  return Math.min(...quotas)
}
