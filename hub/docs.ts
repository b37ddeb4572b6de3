import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { Hono } from 'hono'
// Not the package itself: it loads the whole page into the server, a third of the time of a start.
import getAbsoluteFSPath from 'swagger-ui-dist/absolute-path.js'
import { asyncApi } from '#shared/asyncapi.ts'
import { seenHeader, seenWords } from '#shared/contracts/witness.ts'
import type { HubEnv } from './http.ts'

/** OpenAPI 3.1 of all mounted routes at `/openapi.json`, MQTT and WebSocket at `/asyncapi.json`. */
export function openApi(app: OpenAPIHono<HubEnv>): void {
  const bearer = { type: 'http', scheme: 'bearer' } as const
  app.openAPIRegistry.registerComponent('securitySchemes', 'tillToken', {
    ...bearer,
    description: 'The token that a till got from `POST /v1/pair`.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'adminToken', {
    ...bearer,
    description: "The hub's own token: `KASSA_HUB_ADMIN_TOKEN`, or the file `admin-token`.",
  })
  app.get('/asyncapi.json', (c) => c.json(asyncApi()))
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Kassahub hub',
      version: '1',
      description:
        'The box in the store, for its tills. Amounts are whole minor units, quantities ' +
        'thousandths, rates basis points. Writes carry an id made by the till: the same request ' +
        'with the same id is done once and answered alike. An answer to a write leaves after ' +
        'fsync. Live events: WebSocket `/v1/live?token=`, described in `/asyncapi.json`. Problems ' +
        `follow RFC 9457. Header \`${seenHeader}\`: ${seenWords}`,
    },
  })
}

/** The readable page, from our own disk: no request to anywhere else. */
export function docsRoutes() {
  const folder = getAbsoluteFSPath()
  const routes = new Hono()
  routes.get('/', (c) => c.html(page))
  for (const [name, type] of assets) {
    routes.get(`/${name}`, async (c) => {
      c.header('content-type', type)
      c.header('cache-control', 'max-age=86400')
      return c.body(new Uint8Array(await readFile(join(folder, name))))
    })
  }
  routes.get('/start.js', (c) => {
    c.header('content-type', 'text/javascript')
    return c.body(start)
  })
  return routes
}

const assets = [
  ['swagger-ui.css', 'text/css'],
  ['swagger-ui-bundle.js', 'text/javascript'],
  ['favicon-32x32.png', 'image/png'],
] as const

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kassahub hub: API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, docExpansion: 'none' })\n`
