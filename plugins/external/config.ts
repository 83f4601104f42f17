import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { parseEnv } from 'node:util'
import fp from 'fastify-plugin'
import { type Settings, SettingsSchema } from '../../schemas/settings.js'
import { checkAddresses, isLoopback, listOf } from '../../src/config/address-rules.js'
import { checkDatabase, checkStores } from '../../src/config/database-target.js'
import { checkEncoding, readUtf8 } from '../../src/config/encoding-rules.js'
import { readEnvFile } from '../../src/config/env-file.js'
import { narrowDataDirectory } from '../../src/config/file-modes.js'
import { checkMail } from '../../src/config/mail-rules.js'
import { type Environment, readSettings } from '../../src/config/read-settings.js'
import { checkRedisTarget, type RedisTarget, redisTarget } from '../../src/config/redis-target.js'
import { keepSecrets, type Secrets } from '../../src/config/secret-file.js'
import { checkSecrets, minSecretBytes, secretVariables } from '../../src/config/secret-rules.js'
import { StartError } from '../../src/config/start-error.js'
import { findUnknownVariables, type UnknownVariable } from '../../src/config/unknown-variables.js'
import { readValueFiles } from '../../src/config/value-files.js'
import { checkWorkers } from '../../src/config/worker-rules.js'
import { type Mailbox, parseMailbox } from '../../src/mail/address.js'
import { parseSmtpUrl, type SmtpServer } from '../../src/mail/smtp-url.js'
import { createKeyring, type Keyring } from '../../src/tokens/keyring.js'
import { tokenKindNames } from '../../src/tokens/kinds.js'

export interface Config {
  readonly settings: Readonly<Settings>
  /**
   * The environment that gives another process the same settings. Values from files are in it,
   * because the files may change.
   */
  readonly environment: Environment
  /** Variables that look like settings and are ignored. */
  readonly unknownVariables: readonly UnknownVariable[]
  readonly isProduction: boolean
  /** The start of links: the public URL without a slash at its end; empty if none is configured. */
  readonly linkBase: string
  /** The path of the public URL without a slash at its end, for links without an origin. */
  readonly basePath: string
  /** How long the service still serves after the signal to close, in seconds. */
  readonly shutdownDelay: number
  /** Where the set of revoked tokens is. Null: in this process, which then serves alone. */
  readonly redis: RedisTarget | null
  /** The mail server. Null: mails go to files. */
  readonly smtp: SmtpServer | null
  /** The sender of mails. */
  readonly sender: Mailbox | null
  /** Addresses and CIDRs of trusted proxies. */
  readonly proxies: readonly string[]
  readonly corsOrigins: readonly string[]
  /** The origins that the web page may call besides its own. */
  readonly webPeers: readonly string[]
  readonly keyring: Keyring
}

declare module 'fastify' {
  interface FastifyInstance {
    config: Config
  }
}

/**
 * Returns the process's environment. Outside production, `.env` and `.env.local` supply the
 * variables that it does not set.
 *
 * @throws StartError that names the lines that cannot be read without loss
 */
export function readEnvironment(environment: Environment): Environment {
  if (environment.NODE_ENV === 'production') return environment
  const files = ['.env', '.env.local'].filter((file) => existsSync(file))
  const contents = files.map((file) => readEnvFile(file, readUtf8(file)))
  const issues = contents.flatMap((content) => content.issues)
  if (issues.length > 0) throw new StartError(issues)
  return Object.assign({}, ...contents.map(({ text }) => parseEnv(text)), environment)
}

const withoutSlash = (url: string) => url.replace(/\/+$/, '')

const settingNames = Object.keys(SettingsSchema.properties)

/** The settings whose values may come from files, with the suffix of those variables. */
const fileVariables = settingNames.filter((name) => name.endsWith('_FILE'))

/** Whether a setting is given: also by a file that cannot be read, which is reported by itself. */
function isGiven(settings: Settings, variable: keyof Settings): boolean {
  return [variable, `${variable}_FILE` as keyof Settings].some(
    (name) => settings[name] !== undefined
  )
}

/** The defaults of these settings are only for a developer's own machine. */
function checkMissing(settings: Settings, isProduction: boolean) {
  const required = (message: string, variables: readonly (keyof Settings)[]) =>
    variables
      .filter((variable) => !isGiven(settings, variable))
      .map((variable) => ({ variable, message }))
  if (!isProduction && isLoopback(settings.HOST)) {
    return isGiven(settings, 'SMTP_URL')
      ? required('required if SMTP_URL is set', ['MAIL_FROM'])
      : []
  }
  const variables = tokenKindNames.map((kind) => secretVariables[kind])
  return required(
    isProduction ? 'required in production' : 'required unless HOST is a loopback address',
    ['PUBLIC_URL', 'SMTP_URL', 'MAIL_FROM', ...variables]
  )
}

const redisVariables = ['REDIS_URL', 'REDIS_SENTINELS', 'REDIS_CLUSTER'] as const

/**
 * Returns the settings of a command that uses only the database: no others are required.
 *
 * @throws StartError
 */
export function loadDatabaseSettings(
  environment: Environment
): Pick<Settings, 'DATA_DIR' | 'DATABASE_URL' | 'DATABASE_POOL_MAX'> {
  const read = readValueFiles(environment, ['DATABASE_URL_FILE'])
  const { settings, issues } = readSettings(SettingsSchema, read.environment, 'JWT_')
  const all = [...read.issues, ...issues, ...checkEncoding(settings), ...checkDatabase(settings)]
  if (all.length > 0) throw new StartError(all)
  return settings
}

/**
 * Checks the whole configuration, and creates missing secrets where that is allowed.
 *
 * @throws StartError that lists everything that is wrong, by variable
 */
export function loadConfig(given: Environment): Config {
  const { environment, issues: fileIssues } = readValueFiles(given, fileVariables)
  const { settings, issues } = readSettings(SettingsSchema, environment, 'JWT_')
  const isProduction = settings.NODE_ENV === 'production'
  const secrets = Object.fromEntries(
    tokenKindNames
      .map((kind) => [kind, settings[secretVariables[kind]]])
      .filter(([, secret]) => secret !== undefined)
  ) as Partial<Secrets>
  const has = {
    database: isGiven(settings, 'DATABASE_URL'),
    redis: redisVariables.some((variable) => isGiven(settings, variable))
  }
  const all = [
    ...fileIssues,
    ...issues,
    ...checkEncoding(settings),
    ...checkAddresses(settings),
    ...checkDatabase(settings),
    ...checkRedisTarget(settings),
    ...checkStores(settings, has.redis),
    ...checkWorkers(settings, has),
    ...checkMail(settings),
    ...checkSecrets(secrets, isProduction),
    ...checkMissing(settings, isProduction)
  ]
  if (all.length > 0) throw new StartError(all)

  narrowDataDirectory(settings.DATA_DIR)
  const isWhole = tokenKindNames.every((kind) => secrets[kind] !== undefined)
  const kept = isWhole
    ? null
    : keepSecrets(settings.DATA_DIR, () => randomBytes(minSecretBytes).toString('base64url'))
  const allSecrets = { ...kept, ...secrets } as Secrets
  const clashes = checkSecrets(allSecrets, isProduction)
  if (clashes.length > 0) throw new StartError(clashes)
  const { PUBLIC_URL } = settings
  return {
    settings,
    environment,
    unknownVariables: findUnknownVariables(environment, settingNames),
    isProduction,
    linkBase: PUBLIC_URL ? withoutSlash(new URL(PUBLIC_URL).href) : '',
    basePath: PUBLIC_URL ? withoutSlash(new URL(PUBLIC_URL).pathname) : '',
    shutdownDelay: settings.SHUTDOWN_DELAY_SECONDS ?? (isProduction ? 5 : 0),
    redis: redisTarget(settings),
    smtp: settings.SMTP_URL === undefined ? null : parseSmtpUrl(settings.SMTP_URL),
    sender: settings.MAIL_FROM === undefined ? null : parseMailbox(settings.MAIL_FROM),
    proxies: listOf(settings.TRUST_PROXY),
    corsOrigins: listOf(settings.CORS_ORIGINS),
    webPeers: listOf(settings.WEB_PEERS),
    keyring: createKeyring(allSecrets)
  }
}

export default fp<{ config: Config }>(
  async (app, { config }) => {
    app.decorate('config', config)
  },
  { name: 'config' }
)
