import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'

/** The pages that the hub serves, at these addresses. */
const places = { till: '/', setup: '/setup/' } as const
export type HubPage = keyof typeof places

/** A built page; its own places are in the address after `#`. */
export function pageRoutes(page: HubPage, folder = pageFolder(page)) {
  const place = places[page]
  const routes = new Hono()
  routes.get('/*', async (c, next) => {
    const { path } = c.req
    // What the page loads stands beside it, so its address must end as a folder's.
    if (`${path}/` === place) return c.redirect(place.slice(1), 302)
    const name = path === place ? 'index.html' : normalize(path).slice(place.length)
    if (path === place && !existsSync(join(folder, name))) return c.html(notBuilt, 503)
    const type = typeByExtension[extname(name)]
    if (type === undefined || name.startsWith('..')) return await next()
    const content = await readFile(join(folder, name)).catch(() => undefined)
    if (content === undefined) return await next()
    c.header('content-type', type)
    // Vite names its assets by their content; the page itself must be asked for again.
    c.header('cache-control', name.startsWith('assets/') ? 'max-age=31536000' : 'no-cache')
    return c.body(new Uint8Array(content))
  })
  return routes
}

/** Beside the sources, or beside the bundle. */
function pageFolder(page: HubPage): string {
  const isSource = new URL(import.meta.url).pathname.endsWith('.ts')
  const folder = isSource ? `./${page}/dist` : `./hub/${page}/dist`
  return fileURLToPath(new URL(folder, import.meta.url))
}

const typeByExtension: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Kassahub hub</title>
<h1>The hub runs; its pages are not built yet.</h1>
<p>Run <code>npm start</code> or <code>npm run build</code>, then load this page again.
The API is described at <a href="/docs">/docs</a>.</p>
</html>
`
