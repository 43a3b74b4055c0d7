import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { appShell } from './app-shell.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The page that answers a path, as the server in api/ hands them out. */
function pageFor(path: string): string {
  if (path.startsWith('/app')) return '/app.html'
  if (path.startsWith('/desk')) return '/desk.html'
  if (path.startsWith('/stage')) return '/stage.html'
  if (/^\/p\/(meetings|draw-protocol)(\/|$)/.test(path)) return '/audit.html'
  if (path === '/panel') return '/panel.html'
  if (path === '/api/docs') return '/docs.html'
  return '/index.html'
}

const server = process.env['LIANXIN_TEST_URL'] ?? 'http://127.0.0.1:8371'

export default defineConfig({
  appType: 'mpa',
  plugins: [
    vue(),
    appShell(at('./app.html'), at('./src/app/shell/service-worker.js')),
    {
      name: 'lianxin-pages',
      configureServer(dev) {
        dev.middlewares.use((request, _response, next) => {
          const path = (request.url ?? '/').split('?')[0] ?? '/'
          const wantsPage = (request.headers.accept ?? '').includes('text/html')
          if (wantsPage && !path.includes('.') && (path === '/api/docs' || !path.startsWith('/api'))) {
            request.url = pageFor(path)
          }
          next()
        })
      },
    },
  ],
  resolve: { alias: { '@': at('./src') } },
  server: {
    port: 5371,
    proxy: { '^/(api/(?!docs$)|p/(?!meetings|draw-protocol)|slip|h/|h$|e$|[Ee]/|[Rr]/|[Tt]/)': { target: server, changeOrigin: false } },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome64', 'safari12'],
    cssTarget: ['chrome64', 'safari12'],
    // Every asset is a file of its own: the content security policy allows no data: scripts or styles.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: {
        index: at('./index.html'),
        app: at('./app.html'),
        desk: at('./desk.html'),
        stage: at('./stage.html'),
        audit: at('./audit.html'),
        panel: at('./panel.html'),
        docs: at('./docs.html'),
      },
    },
  },
  test: { include: ['src/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0])
