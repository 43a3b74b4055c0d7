import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/** What of the build this plugin looks at. */
interface Made { type: 'chunk' | 'asset'; fileName: string; source?: string | Uint8Array; code?: string; imports?: string[]; dynamicImports?: string[]; facadeModuleId?: string | null; viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> } }

/** Files of `public/` that the installed app shows. */
const STANDING = ['/favicon.svg', '/app.webmanifest', '/app-icon-192.png']

/**
 * Writes `sw.js`: the service worker of the officials' app with the list of the files that app.html needs, whatever leads to
 * them. Its version is the hash of their content, so that an unchanged app is not offered as a new one.
 */
export function appShell(page: string, worker: string): Plugin {
  return {
    name: 'lianxin-app-shell',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, made) {
        const bundle = made as unknown as Record<string, Made>
        const entry = Object.values(bundle).find((one) => one.type === 'chunk' && one.facadeModuleId === page)
        const html = bundle['app.html']
        if (!entry || !html) throw new Error('the build has no app.html to keep for the phone')
        const files = new Set<string>()
        reach(bundle, entry.fileName, files)
        const paths = [...files].sort()
        const hash = createHash('sha256').update(readFileSync(worker)).update(String(html.source))
        // Names carry the hash of their content.
        for (const path of paths) hash.update(path)
        const list = ['/app', ...paths.map((path) => `/${path}`), ...STANDING]
        const source = readFileSync(worker, 'utf8')
          .replace('__SHELL_VERSION__', JSON.stringify(hash.digest('hex').slice(0, 12)))
          .replace('__SHELL_FILES__', JSON.stringify(list))
        this.emitFile({ type: 'asset', fileName: 'sw.js', source })
      },
    },
  }
}

function reach(bundle: Record<string, Made>, name: string, files: Set<string>): void {
  const one = bundle[name]
  if (!one || files.has(name)) return
  files.add(name)
  for (const css of one.viteMetadata?.importedCss ?? []) files.add(css)
  for (const asset of one.viteMetadata?.importedAssets ?? []) files.add(asset)
  for (const next of [...(one.imports ?? []), ...(one.dynamicImports ?? [])]) reach(bundle, next, files)
}
