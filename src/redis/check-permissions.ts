import { bucketsByNode, type Command, type RedisNodes } from '../revocation/redis/nodes.js'

interface PermissionOptions {
  /** The beginning of every key. */
  readonly prefix: string
  /** Whether writes wait for replicas. */
  readonly waits: boolean
  /** Whether the counters of requests and logins are used. */
  readonly counts: boolean
}

/** A command, and the pattern of the keys that it needs; null without a key. */
type Trial = readonly [command: Command, pattern: string | null]

/** The name of the trial's own keys. They do not exist before and after it. */
const scratch = 'permission-check'
/** How long they live if they cannot be deleted, in milliseconds. */
const scratchLife = 10_000

/**
 * The commands of the service, with arguments that change no data. `EXISTS` is missing: the service
 * also works without it.
 *
 * @param near a key: those of the trial lie in its slot, on the same node of a Cluster
 */
function trialsOf(near: string, { prefix, waits, counts }: PermissionOptions): Trial[] {
  function onKey(family: string, commands: readonly ((key: string) => Command)[]): Trial[] {
    const key = `${prefix}${family}:${scratch}{${near}}`
    return commands.map((command) => [command(key), `${prefix}${family}:*`])
  }
  const missingScript = '0'.repeat(40)
  return [
    ...onKey('revoked', [
      (key) => ['zmscore', key, scratch],
      (key) => ['zscore', key, scratch],
      (key) => ['zcard', key],
      (key) => ['zadd', key, 'XX', 1, scratch],
      (key) => ['zremrangebyscore', key, '-inf', '-inf'],
      (key) => ['eval', 'return 0', 1, key],
      (key) => ['unlink', key]
    ]),
    ...(waits ? [[['wait', 0, 1], null] as Trial] : []),
    ...(counts
      ? onKey('throttle', [
          (key) => ['incr', key],
          (key) => ['pexpire', key, scratchLife],
          (key) => ['pttl', key],
          (key) => ['evalsha', missingScript, 1, key],
          (key) => ['eval', 'return 0', 1, key],
          (key) => ['del', key],
          (key) => ['hincrby', key, scratch, 1],
          (key) => ['expire', key, scratchLife / 1000],
          (key) => ['hset', key, scratch, 1],
          (key) => ['hget', key, scratch],
          (key) => ['del', key]
        ])
      : [])
  ]
}

/** An access list refuses the command or the key, or the command was renamed. */
const isDenial = /^(NOPERM|ERR unknown command)/

/**
 * Tries every command that the service uses later, so that a missing right shows at the start and not
 * at the first login. Ignores other errors: a server may be down or full.
 *
 * @param refuse throws, with a message that names the commands and the keys
 */
export async function checkPermissions(
  nodes: RedisNodes,
  options: PermissionOptions,
  refuse: (message: string) => never
): Promise<void> {
  const denied = new Set<string>()
  let reason = ''
  for (const [node, [first]] of bucketsByNode(nodes, () => {})) {
    const trials = trialsOf(`${options.prefix}revoked:${first}`, options)
    const replies = await node.send(trials.map(([command]) => command))
    for (const [index, [error]] of replies.entries()) {
      if (!error || !isDenial.test(error.message)) continue
      const [[name], pattern] = trials[index] as Trial
      denied.add(`${String(name).toUpperCase()}${pattern === null ? '' : ` on ${pattern}`}`)
      reason = error.message
    }
  }
  if (denied.size === 0) return
  refuse(`the Redis user needs more rights: ${[...denied].join(', ')} (${reason})`)
}
