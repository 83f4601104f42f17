import type { InitializeHook, ResolveHook } from 'node:module'

/** The module that each stand-in replaces, relative to the root of the build. */
const originals: Readonly<Record<string, string>> = {
  'cheap-passwords': 'src/passwords/hasher.js',
  'stepped-clock': 'plugins/app/clock.js',
  trusting: 'src/revocation/redis/server-identity.js',
  'never-refills': 'src/revocation/redis/probe.js',
  'no-margin': 'src/revocation/revocations-of.js'
}

const standIns = new Map<string, string>()

export const initialize: InitializeHook<string[]> = (names) => {
  for (const name of names) {
    const original = originals[name]
    if (original === undefined) throw new Error(`there is no swap ${name}`)
    standIns.set(
      new URL(`../../${original}`, import.meta.url).href,
      new URL(`swaps/${name}.js`, import.meta.url).href
    )
  }
}

/** A stand-in imports the original; all other modules import the stand-in. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  const found = await next(specifier, context)
  const standIn = standIns.get(found.url)
  if (standIn === undefined || context.parentURL === standIn) return found
  return { ...found, url: standIn }
}
