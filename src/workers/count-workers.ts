/**
 * Returns how many processes serve.
 *
 * @param setting a whole number, or `auto`: one process for each core that this one may use
 * @param cores how many cores the machine offers
 * @param quota returns how many cores the cgroup allows; read only for `auto`
 */
export function countWorkers(setting: string, cores: number, quota: () => number): number {
  if (setting !== 'auto') return Number(setting)
  return Math.max(1, Math.floor(Math.min(cores, quota())))
}
