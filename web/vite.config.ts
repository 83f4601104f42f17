import { defineConfig } from 'vite'

/** The paths of the API, which the development server passes on to the service. */
const api =
  '^/(films|characters|planets|species|starships|vehicles|users|tokens|ui|problems|healthz|readyz|openapi)\\b'

export default defineConfig({
  root: import.meta.dirname,
  // The service serves the page under any path, so that all links are relative.
  base: './',
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    assetsDir: 'assets',
    rolldownOptions: {
      output: {
        // A browser shows a text file, but downloads Markdown.
        assetFileNames: ({ names }) =>
          `assets/[name]-[hash]${names[0]?.endsWith('.md') ? '.txt' : '[extname]'}`
      }
    },
    // The policy of the page allows no data: URLs and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    sourcemap: false,
    reportCompressedSize: false
  },
  server: {
    host: '127.0.0.1',
    proxy: { [api]: `http://127.0.0.1:${process.env.PORT ?? 3000}` }
  }
})
