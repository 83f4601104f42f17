import { readdirSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'
import { build } from 'esbuild'
import { build as buildPage } from 'vite'

/**
 * Compiles the project. `npm run lint` checks the types.
 *
 * - `node tools/build.mjs`: compiles the service into `dist/`. Bundles our modules, and the two
 *   libraries that consist of hundreds of small ES modules, into a few files, because a start spends
 *   most of its time loading modules. Builds the web page into `dist/web`, with the compressed form of
 *   each file beside it.
 * - `node tools/build.mjs --test`: compiles everything, file by file, into `dist-test/`, so that
 *   coverage and stack traces name the sources.
 */
const isForTests = process.argv.includes('--test')
const outdir = isForTests ? 'dist-test' : 'dist'

const bundledPackages = ['@sinclair/typebox', 'kysely']

const external = {
  name: 'external-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^.]/ }, ({ path, kind }) => {
      if (kind === 'entry-point') return null
      const isBundled = bundledPackages.some((name) => path === name || path.startsWith(`${name}/`))
      return isBundled ? null : { path, external: true }
    })
  }
}

const common = {
  outdir,
  outbase: '.',
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: true,
  sourcesContent: false
}

await rm(outdir, { recursive: true, force: true })
if (isForTests) {
  const folders = [
    'bin',
    'client',
    'data',
    'migrations',
    'openapi',
    'plugins',
    'processes',
    'routes',
    'schemas',
    'web'
  ]
  const all = [...folders, 'src', 'test', 'tools'].flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      // The load test has dependencies of its own under tools/.
      .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
      .map((file) => join(folder, file))
  )
  await build({ ...common, entryPoints: ['*.ts', ...all] })
} else {
  await build({
    ...common,
    entryPoints: [
      'server.ts',
      'bin/admin.ts',
      'bin/migrate.ts',
      'bin/token.ts',
      'bin/starwars-api.ts',
      'client/index.ts'
    ],
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[hash]',
    plugins: [external]
  })
  await buildPage({ configFile: 'web/vite.config.ts', logLevel: 'warn' })
  const assets = 'dist/web/assets'
  for (const file of readdirSync(assets)) {
    const bytes = await promisify(brotliCompress)(await readFile(join(assets, file)))
    await writeFile(join(assets, `${file}.br`), bytes)
  }
}
