import type { InitializeHook, ResolveHook } from 'node:module'

/** The module that each override replaces, relative to the root of the build. */
const originals: Readonly<Record<string, string>> = {
  'cheap-passwords': 'src/passwords/hasher.js',
  'stepped-clock': 'plugins/app/clock.js',
  'trust-all-buckets': 'src/revocation/redis/server-identity.js',
  'no-refill': 'src/revocation/redis/probe.js',
  'no-margin': 'src/revocation/revocations-of.js',
  'no-mark': 'src/revocation/mark.js'
}

const overrideUrls = new Map<string, string>()

export const initialize: InitializeHook<string[]> = (names) => {
  for (const name of names) {
    const original = originals[name]
    if (original === undefined) throw new Error(`unknown override: ${name}`)
    overrideUrls.set(
      new URL(`../../${original}`, import.meta.url).href,
      new URL(`overrides/${name}.js`, import.meta.url).href
    )
  }
}

/** A override imports the original; all other modules import the override. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  const found = await next(specifier, context)
  const override = overrideUrls.get(found.url)
  if (override === undefined || context.parentURL === override) return found
  return { ...found, url: override }
}
