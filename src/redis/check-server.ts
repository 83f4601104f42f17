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
        refuse(`this Redis does not answer INFO ${section} (${message})`)
      )
  const memory = await ask('memory')
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1]
  if (policy !== 'noeviction') {
    refuse(`this Redis has maxmemory-policy ${policy ?? 'unknown'}; it must be noeviction`)
  }
  if (!/^run_id:\S/m.test(await ask('server'))) refuse('this Redis does not tell its run_id')
}
