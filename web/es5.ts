import { fileURLToPath } from 'node:url'
import { parse, type Token } from 'acorn'
import ts from 'typescript'
import { defineConfig, type Plugin } from 'vite'

/** The same script without what TypeScript puts between its words: every statement of it ends with a semicolon. */
function squeezed(code: string): string {
  const tokens: Token[] = []
  parse(code, { ecmaVersion: 5, sourceType: 'script', onToken: tokens })
  return tokens.reduce((script, { start, end }) => {
    const apart = /[\w$]{2}|\+\+|--|\//.test(script.slice(-1) + code.charAt(start))
    return script + (apart ? ' ' : '') + code.slice(start, end)
  }, '')
}

/** Brings the bundle down to ES5, which no minifier writes. */
const es5: Plugin = {
  name: 'lianxin-es5',
  generateBundle(_options, bundle) {
    for (const part of Object.values(bundle)) {
      if (part.type !== 'chunk') continue
      const { outputText } = ts.transpileModule(part.code, { compilerOptions: { target: ts.ScriptTarget.ES5, module: ts.ModuleKind.None, removeComments: true } })
      part.code = squeezed(outputText)
    }
  },
}

/** A classic script without a hash in its name, which templates of the server name, in ES5 for every phone a household has. */
export const classicScript = (entry: string, name: string, file: string) =>
  defineConfig({
    publicDir: false,
    plugins: [es5],
    build: {
      outDir: 'dist/assets',
      emptyOutDir: false,
      target: 'chrome61',
      lib: {
        entry: fileURLToPath(new URL(entry, import.meta.url)),
        formats: ['iife'],
        name,
        fileName: () => file,
      },
      // No mark of a module: it would need `Symbol`.
      rollupOptions: { output: { esModule: false, generatedCode: { symbols: false } } },
    },
  })
