import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { defineConfig, type Plugin } from 'vite'

/** Brings the bundle down to ES5, which no minifier writes. What TypeScript indents is taken out again: ES5 has no text of several lines. */
const es5: Plugin = {
  name: 'lianxin-es5',
  generateBundle(_options, bundle) {
    for (const part of Object.values(bundle)) {
      if (part.type !== 'chunk') continue
      const { outputText } = ts.transpileModule(part.code, { compilerOptions: { target: ts.ScriptTarget.ES5, module: ts.ModuleKind.None, removeComments: true } })
      part.code = outputText.replace(/^\s+/gm, '')
    }
  },
}

// The rating page's script: classic, without a hash in its name, and in ES5, so that every phone a household has can seal its ballot.
export default defineConfig({
  publicDir: false,
  plugins: [es5],
  build: {
    outDir: 'dist/assets',
    emptyOutDir: false,
    target: 'chrome61',
    lib: {
      entry: fileURLToPath(new URL('./src/household/rating/rating.ts', import.meta.url)),
      formats: ['iife'],
      name: 'lianxinRating',
      fileName: () => 'rating.js',
    },
    // No mark of a module: it would need `Symbol`.
    rollupOptions: { output: { esModule: false, generatedCode: { symbols: false } } },
  },
})
