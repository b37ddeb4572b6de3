import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { createCloudApp } from '#cloud/app.ts'
import { createBackups } from '#cloud/backup/backups.ts'
import { parseConfig } from '#cloud/config.ts'
import { createGroups } from '#cloud/db/groups.ts'
import { createDisks } from '#cloud/disk/disks.ts'
import { openFeedLine } from '#cloud/hubs/feed-line.ts'
import { hubMemory } from '#cloud/hubs/hub-memory.ts'
import { ensureBootstrapKey } from '#cloud/keys/store.ts'
import { startServing } from '#cloud/serve.ts'

/**
 * The cloud, but balances go to the stores several times a second instead of every 15; and while its
 * folder has a file `deaf` it answers no hub that asks for balances: what those show is their copy.
 */
const config = parseConfig(process.env)
const log = pino({ level: config.logLevel, base: { program: 'cloud' } })
const clock = () => Date.now()
const { folder } = config
const groups = createGroups({ folder, urlTemplate: config.databaseUrl, authToken: undefined })
for (const parts of config.bootstrapKeys) {
  await ensureBootstrapKey(await groups.create(parts.group), parts, clock())
}
const balances = { windowMinMs: 150, bytesPerHubAndDay: 1e12 }
const line = openFeedLine({ folder, clock, log, remember: hubMemory(groups, log), balances })
const backups = createBackups({ folder: join(folder, 'backups'), clock })
const disks = createDisks({ folder, clock, log })
const hubStream: typeof line.hubStream = {
  ...line.hubStream,
  listen: (listener) =>
    line.hubStream.listen({
      ...listener,
      said(hub, message) {
        if (message.kind === 'balance-request' && existsSync(join(folder, 'deaf'))) return
        listener.said(hub, message)
      },
    }),
}
const app = createCloudApp({ groups, ...line, hubStream, backups, disks, clock, log })
const serving = await startServing({ fetch: app.fetch, ...config })
log.info({ http: serving.url }, 'listening')
process.once('SIGTERM', () => {
  void serving
    .close()
    .then(() => line.close())
    .then(() => groups.close())
    .then(() => process.exit(0))
})
