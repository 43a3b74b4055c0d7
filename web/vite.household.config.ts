import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

// The household pages are templates of the server: they name these two files, so the names carry no hash,
// and the script is a classic one that old WebViews run.
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/assets',
    emptyOutDir: false,
    target: 'chrome61',
    cssTarget: 'chrome61',
    lib: {
      entry: fileURLToPath(new URL('./src/household/household.ts', import.meta.url)),
      formats: ['iife'],
      name: 'lianxinHousehold',
      fileName: () => 'household.js',
      cssFileName: 'household',
    },
  },
})
