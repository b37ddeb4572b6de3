import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { createHubApp } from './app.ts'
import { createBackups } from './backup/backups.ts'
import { createAskPlaces } from './cloud-link/ask-places.ts'
import { createAskSold } from './cloud-link/ask-sold.ts'
import { createBackoff } from './cloud-link/backoff.ts'
import { startClaim } from './cloud-link/claim.ts'
import { openClaimFile } from './cloud-link/claim-file.ts'
import { createCloudClient } from './cloud-link/cloud-client.ts'
import { type CloudLink, startCloudLink } from './cloud-link/cloud-link.ts'
import { createCloudState } from './cloud-link/state.ts'
import { createHubTime } from './cloud-link/time.ts'
import { type HubConfig, SettingError } from './config.ts'
import { createCounter } from './counter.ts'
import { applyDevicesFile } from './devices/devices-file.ts'
import { type Hardware, startHardware } from './devices/hardware.ts'
import { lockFile } from './disk/lock-file.ts'
import { builtAt } from './health/built-at.ts'
import { createCard } from './health/card.ts'
import { startCloudTime } from './health/cloud-time.ts'
import { startCuttingPrints } from './health/cut-prints.ts'
import { createDisk } from './health/disk.ts'
import { withFallback } from './health/fallback.ts'
import { createHealth } from './health/health.ts'
import { createHubClock } from './health/hub-clock.ts'
import { noteSalvage } from './health/note-salvage.ts'
import { replicaTroubles } from './health/replica-trouble.ts'
import { withSalvage } from './health/salvage-trouble.ts'
import { watchTroubles } from './health/watch-troubles.ts'
import { startWear } from './health/wear.ts'
import { createIds } from './ids.ts'
import { readBoot } from './journal/boot.ts'
import { openDayMarks } from './journal/day-marks.ts'
import type { Journal } from './journal/journal.ts'
import { isNight, startPruning } from './journal/prune.ts'
import { openSoundJournal } from './journal/salvage/open-sound-journal.ts'
import { createLive } from './live/live.ts'
import { createStatusFeed } from './live/status-feed.ts'
import { type Broker, openBroker } from './mqtt/broker.ts'
import { startTillDesk, type TillDesk } from './mqtt/till-desk.ts'
import { openSealKey } from './pin/seal-key.ts'
import { createPrints } from './prints.ts'
import { openReplica } from './replica/reader.ts'
import { type ReplicaSync, startReplicaSync } from './replica/sync.ts'
import { startServing } from './serve.ts'
import { createShop } from './shop.ts'
import { keptToken } from './tills/secrets.ts'
import { createValue } from './value/value.ts'

const VERSION = '0.1.0'

export interface Hub {
  readonly http: string
  readonly mqtt: string
  readonly stop: () => Promise<void>
}

/** Wires the hub and runs it. It serves at once; what needs an identity starts when there is one. */
export async function startHub(
  config: HubConfig,
  log: Logger,
  onFatal: (reason: string) => void,
): Promise<Hub> {
  mkdirSync(config.folder, { recursive: true, mode: 0o700 })
  if (!lockFile(join(config.folder, 'running.lock')))
    throw new SettingError(
      `KASSA_DATA: ${config.folder} is in use by another hub; stop it or set another folder`,
    )
  const { random } = Math
  const disk = createDisk({ folder: config.folder })
  const wall = () => Date.now()
  const sound = await openSoundJournal({ path: join(config.folder, 'journal.db'), onFatal, wall })
  const { journal, salvaged } = sound
  if (salvaged !== null && !salvaged.isJournaled)
    log.error(salvaged, 'the journal was damaged: what could be read is in a new one')
  const boot = readBoot(createIds(wall))
  const hubClock = createHubClock({
    wall,
    uptimeMs: boot.uptimeMs,
    builtAt: builtAt(),
    lastEventAt: lastEventAt(journal),
  })
  const clock = hubClock.now
  const newId = createIds(clock)
  const wear = startWear()
  let sync: ReplicaSync | null = null
  const boxHealth = createHealth({
    disk,
    clock: hubClock,
    replica: () => replicaTroubles(sync?.status() ?? null, replica.damage(), clock()),
    card: createCard(config.folder),
    checkpointFailure: journal.checkpointFailure,
    wear: wear.now,
  })
  const health = withSalvage(withFallback(boxHealth, config), salvaged, clock)
  const version = config.release ?? VERSION
  const replicaDir = join(config.folder, 'replica')
  mkdirSync(replicaDir, { recursive: true })
  const replica = openReplica({
    dir: replicaDir,
    lookupKey: () => journal.identity()?.lookupKey ?? '',
    onUnreadable: (what) => log.warn(`left out of prices: ${what}`),
    onDamage(damage) {
      log.error(damage, 'the copy of products and prices cannot be read: another one is built')
      sync?.syncNow('urgent')
    },
  })
  // The anchor compares the machine's own clocks; a floor under one of them would hide a jump.
  const time = createHubTime(boot, () => Date.now())
  const sealKey = openSealKey(join(config.folder, 'seal-key'))
  const claimFile = openClaimFile(join(config.folder, 'claim.json'), config.cloudUrl)
  const client = createCloudClient(claimFile.cloudUrl)
  const claim = startClaim({
    code: config.claimCode,
    file: claimFile,
    name: config.name,
    client,
    journal,
    backoff: createBackoff(random),
    log,
  })
  const shop = createShop({
    journal,
    replica,
    clock,
    newId,
    boot,
    unclaimedReason: claim.reason,
  })

  let hardware: Hardware | null = null
  let tillDesk: TillDesk | null = null
  let link: CloudLink | null = null
  const cloud = createCloudState(clock)
  const live = createLive()
  const prints = createPrints(() => hardware)
  const storeCode = () => (journal.identity() === null ? null : shop.profile().store.code)
  const secrets = {
    hubPassword: randomBytes(24).toString('base64url'),
    gatewayToken: keptToken(config.gatewayToken, join(config.folder, 'gateway-token')),
    secret: keptToken(undefined, join(config.folder, 'mqtt-secret')),
    isTill: (till: string, token: string) => hub.tills.hasToken(till, token),
  }
  const onOldImage = (): void => {
    time.drop()
    link?.pusher.shake()
  }
  const value = createValue({
    shop,
    time,
    sealKey,
    line: {
      session: () => link?.value.session() ?? null,
      isOpen: () => link?.value.isOpen() ?? false,
      send: (message) => link?.value.send(message) ?? false,
    },
    tills: () => hub.tills.codes(),
    onOldImage(words) {
      log.error(`this disk is an older copy: ${words}`)
      onOldImage()
      const { epoch } = journal.head()
      journal
        .noteOldImage(epoch, shop.note('old-image-witnessed', words))
        .catch((error: unknown) => {
          log.error({ err: error }, 'the old image is not noted yet')
        })
    },
    log,
  })
  const hub = createHubApp({
    shop,
    value,
    prints,
    counter: createCounter(() => hardware),
    live,
    cloud,
    cloudSeq: () => link?.pusher.cloudSeq() ?? journal.identity()?.cloudSeq ?? 0,
    cloudMark: () => link?.pusher.mark() ?? null,
    askSold: createAskSold({ client, cloud, token: () => journal.identity()?.token ?? null }),
    askPlaces: createAskPlaces({ client, cloud, token: () => journal.identity()?.token ?? null }),
    onOldImage,
    replicaAt: () => replica.asOf(),
    devices: () => hardware?.devices ?? null,
    setup: () => hardware,
    claimable: { claim, file: claimFile, copy: () => sync?.status() ?? null },
    health,
    version,
    backups: createBackups({
      journal: join(config.folder, 'journal.db'),
      folder: join(config.folder, 'backups'),
      clock,
    }),
    adminToken: keptToken(config.adminToken, join(config.folder, 'admin-token')),
    log,
  })
  const statusFeed = createStatusFeed({ live, status: hub.status })
  journal.onHead(statusFeed.changed)
  const cutting = startCuttingPrints({ disk, journal, clock, log })
  const pruning = startPruning({
    journal,
    marks: openDayMarks(join(config.folder, 'day-marks.json')),
    now: time.upper,
    acknowledgedSeq: () => link?.pusher.mark()?.seq ?? null,
    isNight: () => isNight(clock(), shop.profile().store.timeZone),
    log,
  })
  const tellTroubles = (): void => {
    log.warn({ disk: disk.now(), troubles: health.troubles() }, 'how the box is')
    statusFeed.changed()
    link?.changed()
  }
  disk.onChange(tellTroubles)
  disk.onChange(() => {
    // A copy that waited for room does not wait for the end of its back-off as well.
    if (disk.roomForReplica() > 0) sync?.syncNow('urgent')
  })
  if (health.troubles().length > 0) tellTroubles()
  const watch = watchTroubles({ troubles: health.troubles, tell: tellTroubles })
  disk.start()
  value.start()
  const cloudTime = startCloudTime({
    client,
    cloud,
    token: () => journal.identity()?.token ?? null,
    clock: hubClock,
    onTold: () => {
      if (hubClock.trouble() !== null) tellTroubles()
    },
  })
  cloud.onChange((online) => {
    log.info({ online }, online ? 'the cloud is there' : 'the cloud is away: selling goes on')
    statusFeed.changed()
  })

  const broker =
    config.mqttUrl === undefined ? await startBroker(config, storeCode, secrets, log) : null
  const mqttUrl = config.mqttUrl ?? broker?.url ?? ''
  const mqtt = {
    url: mqttUrl,
    username: 'hub',
    password: broker === null ? (config.mqttPassword ?? '') : secrets.hubPassword,
    ...(broker === null && config.mqttCa !== undefined ? { ca: config.mqttCa } : {}),
  }
  const startDevices = async (): Promise<void> => {
    hardware = await startHardware({
      store: shop.profile().store.code,
      mqtt,
      secret: secrets.secret,
      database: journal,
      rawFolder: join(config.folder, 'raw-prints'),
      ...(config.rawPort === undefined ? {} : { rawPort: config.rawPort }),
      profile: shop.profile,
      receiptOf: hub.receipts.find,
      shiftOf: hub.shifts.byId,
      onLive: live.publish,
      onPrinterChanged: () => {
        statusFeed.changed()
        link?.changed()
      },
      clock,
      newId,
      log,
    })
    if (config.devicesFile !== undefined)
      await applyDevicesFile({
        path: config.devicesFile,
        mark: join(config.folder, 'devices-file.sha256'),
        devices: hardware.devices,
        log,
      })
  }
  // Before the first sale is taken: it plans its print in its own commit, or nothing prints it.
  const cannotGoOn = (error: unknown): void => onFatal(String(error))
  if (journal.identity() !== null) await startDevices().catch(cannotGoOn)
  const serving = await startServing({ fetch: hub.app.fetch, ...config }).catch(
    (error: unknown) => {
      throw cannotListen('KASSA_HUB_PORT', config.port, config.host, error)
    },
  )

  const startClaimed = async (): Promise<void> => {
    await claim.done
    if (isStopped || journal.identity() === null) return
    await noteSalvage(sound, shop)
    if (hardware === null) await startDevices()
    sync = startReplicaSync({
      dir: replicaDir,
      replica,
      source: () => {
        const identity = journal.identity()
        if (identity === null) return undefined
        return { cloudUrl: claimFile.cloudUrl(), feedId: identity.feedId, token: identity.token }
      },
      roomBytes: disk.roomForReplica,
      clock,
      random,
      log,
      onForeign: () => link?.askIdentity(),
      timeZone: () => shop.profile().store.timeZone,
      onReached: () => link?.hurry(),
      onChange: () => {
        value.feedChanged()
        hub.keptPlaces.feedChanged()
        live.publish({ kind: 'catalogue.changed', version: replica.catalogueVersion() }, null)
        statusFeed.changed()
        link?.changed()
      },
    })
    link = startCloudLink({
      cloudUrl: claimFile.cloudUrl(),
      client,
      journal,
      time,
      note: shop.note,
      sealKey: sealKey.publicKey,
      state: cloud,
      random,
      log,
      syncNow: (kind) => sync?.syncNow(kind),
      onConfirmed() {
        statusFeed.changed()
        value.confirmed()
      },
      onValue: value.hear,
      onSession(session) {
        value.sessionOpened(session)
        hub.keptPlaces.sessionOpened()
      },
      status: (push) => ({
        kind: 'status',
        version,
        ...push,
        replica: sync?.status().position ?? null,
        replicaAt: replica.asOf(),
        replicaForMs: sync?.status().positionForMs ?? 0,
        replicaFault: sync?.status().error?.message ?? null,
        replicaDiffers: sync?.status().differs?.slice() ?? null,
        tills: hub.tills.count(),
        devices: (hardware?.devices.list() ?? []).map(({ config: device, availability }) => ({
          device: device.device,
          kind: device.kind,
          online: availability?.state === 'online',
        })),
        troubles: health.troubles(),
        box: {
          freeBytes: disk.now().freeBytes,
          bytesPerDay: health.wear()?.bytesPerDay ?? null,
          cardUsedPercent: health.card()?.usedPercent ?? null,
        },
      }),
    })
    tillDesk = startTillDesk({
      store: shop.profile().store.code,
      mqtt,
      request: hub.app.request,
      session: hub.tills.session,
      tills: hub.tills.codes,
      live,
      status: hub.status,
      now: () => performance.now(),
      log,
    })
  }
  let isStopped = false
  const started = startClaimed().catch(cannotGoOn)

  return {
    http: serving.url,
    mqtt: mqttUrl,
    async stop() {
      isStopped = true
      claim.stop()
      value.stop()
      statusFeed.stop()
      live.closeAll()
      await serving.close()
      await started
      await link?.stop()
      await sync?.stop()
      await tillDesk?.close()
      await hardware?.close()
      await broker?.close()
      replica[Symbol.dispose]()
      cutting.stop()
      await pruning.stop()
      cloudTime.stop()
      watch.stop()
      wear.stop()
      await disk.stop()
      await sound.close()
    },
  }
}

function lastEventAt(journal: Journal): number | null {
  const [newest] = journal.read('SELECT at FROM event ORDER BY seq DESC LIMIT 1', [])
  return newest === undefined ? null : Number(newest['at'])
}

async function startBroker(
  config: HubConfig,
  store: () => string | null,
  secrets: Parameters<typeof openBroker>[0]['secrets'],
  log: Logger,
): Promise<Broker> {
  const { host, mqttPort, mqttTls } = config
  try {
    const tls = mqttTls === undefined ? {} : { tls: mqttTls }
    return await openBroker({ host, port: mqttPort, ...tls, store, secrets, log })
  } catch (error) {
    const isTls = error instanceof Error && 'port' in error && error.port === mqttTls?.port
    throw isTls
      ? cannotListen('KASSA_MQTT_TLS_PORT', mqttTls?.port ?? 0, host, error)
      : cannotListen('KASSA_MQTT_PORT', mqttPort, host, error)
  }
}

function cannotListen(name: string, port: number, host: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return new SettingError(`${name}: ${port} is in use; set a free port (0 = any)`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new SettingError(
        `KASSA_HUB_HOST: "${host}" is no address of this box; set one of its own, or 0.0.0.0 for all`,
      )
    default:
      return error
  }
}
