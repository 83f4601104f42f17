import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import app from '../app.js'
import { loadConfig } from '../plugins/external/config.js'
import { serverOptions } from '../server-options.js'

const secret = () => randomBytes(32).toString('base64url')

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

export interface Operation {
  readonly summary: string
  readonly tags: readonly string[]
  readonly 'x-minimum-role'?: string
}

/** Returns the OpenAPI document as the service serves it with its defaults, in both formats. */
export async function answeredDocument(): Promise<{ json: string; yaml: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'starwars-openapi-'))
  const config = loadConfig({
    DATA_DIR: directory,
    JWT_SECRET: secret(),
    JWT_REFRESH_SECRET: secret(),
    JWT_EMAIL_SECRET: secret(),
    JWT_PASSWORD_SECRET: secret()
  })
  const server = Fastify(serverOptions(config))
  await server.register(app, { config })
  const json = await server.inject('/openapi.json')
  const yaml = await server.inject('/openapi.yaml')
  await server.close()
  rmSync(directory, { recursive: true, force: true })
  return { json: json.body, yaml: yaml.body }
}
