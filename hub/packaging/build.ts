import { buildPagesWhenStale } from './build-pages.ts'
import { buildBundles } from './bundles.ts'

/** `npm run build`. */
await buildPagesWhenStale()
for (const file of await buildBundles()) console.log(file)
