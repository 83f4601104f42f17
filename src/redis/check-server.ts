interface InfoSource {
  info(section: string): Promise<string>
}

/**
 * Rejects a Redis that may silently evict revoked tokens, or that does not report its `run_id`,
 * which shows restarts.
 *
 * @param refuse throws, with a message that gives the reason
 */
export async function checkServer(
  server: InfoSource,
  refuse: (message: string) => never
): Promise<void> {
  const ask = (section: string) =>
    server
      .info(section)
      .catch(({ message }: Error) =>
        refuse(`the Redis command INFO ${section} failed (${message})`)
      )
  const memory = await ask('memory')
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1]
  if (policy !== 'noeviction') {
    refuse(`Redis has maxmemory-policy ${policy ?? 'unknown'}; it must be noeviction`)
  }
  if (!/^run_id:\S/m.test(await ask('server'))) refuse('Redis does not report its run_id')
}
