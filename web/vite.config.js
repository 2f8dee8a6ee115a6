// Builds web/dist with fixed names, because the server's pages name them: app.js, map.js, app.css, map-worker.js.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vite'

/** Files that go along as they are. MapLibre's worker is one: a strict `worker-src 'self'` allows no blob. */
const asTheyAre = {
  name: 'as-they-are',
  writeBundle({ dir }) {
    copyFileSync(join(import.meta.dirname, 'node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs'), join(dir, 'map-worker.js'))
    copyFileSync(join(import.meta.dirname, 'src/icon.svg'), join(dir, 'icon.svg'))
  },
}

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  plugins: [asTheyAre],
  build: {
    target: 'es2022',
    // Newer than `:dir()` and logical properties: they must stay as written, not be rewritten by guess of the language.
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: false,
    cssCodeSplit: true,
    chunkSizeWarningLimit: 1500,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { app: 'src/app.ts', map: 'src/map.ts', style: 'src/style.css' },
      external: [/^\.\/fonts\//],
      preserveEntrySignatures: 'allow-extension',
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name].js',
        assetFileNames: (asset) => (asset.names[0] === 'style.css' ? 'app.css' : '[name][extname]'),
      },
    },
  },
})
