import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readPointer } from '#hub/replica/pointer.ts'
import { type Shop, until } from '../support/shop.ts'
import { newId } from '../support/till-client.ts'

/** What happens to a shop while its tills sell and look. */
export interface Trouble {
  /** From here on no hub gets an answer that asks for balances: what it shows is its replica's. */
  readonly deafen: () => Promise<void>
  /** Since when, by this machine's clock; null: hubs get answers. */
  readonly deafSince: () => number | null
  /** Feeds that come at once and lines that are cut, and every few seconds of a long run a blow. */
  readonly run: (isOpen: () => boolean) => Promise<void>
  readonly blows: Readonly<Record<Blow, number>>
}
type Blow = 'hubKilled' | 'cloudKilled' | 'rebuilt'

const BLOW_EVERY_MS = 4_000

export function createTrouble(shop: Shop, options: { readonly withBlows: boolean }): Trouble {
  const deafFile = join(shop.dataDir, 'cloud', 'deaf')
  const replicas = join(shop.dataDir, 'hub', 'replica')
  const blows: Record<Blow, number> = { hubKilled: 0, cloudKilled: 0, rebuilt: 0 }
  let since: number | null = null

  const deafen = async () => {
    await writeFile(deafFile, '')
    since ??= Date.now()
  }
  const listen = async () => {
    since = null
    await rm(deafFile, { force: true })
  }
  const cut = async () => {
    shop.link.setCut(true)
    await sleep(Math.random() * 400)
    shop.link.setCut(false)
  }
  // Urgent: the hub syncs at once, with whatever balances came meanwhile.
  const feed = async () => {
    const body = JSON.stringify({ name: `Болд ${newId()}` })
    await shop.cloud('/v1/members/VALUE1', { method: 'PUT', body })
  }
  const kill = async (name: 'hub' | 'cloud') => {
    await shop.program(name).kill('SIGKILL')
    await sleep(Math.random() * 300)
    await shop.restart(name)
  }
  /** A replica that is built anew serves its old state for seconds: not in a short run. */
  const rebuild = async () => {
    const before = readPointer(replicas)?.file
    await until('the replica is built anew', async () => {
      const file = readPointer(replicas)?.file
      if (file !== before) return file !== undefined && existsSync(join(replicas, `${file}-info`))
      // A client in mid-sync knows where it is, and writes it again.
      await rm(join(replicas, `${before}-info`), { force: true })
      await feed()
      return false
    })
  }
  const blow = async (kind: Blow) => {
    await (Math.random() < 0.5 ? deafen() : listen())
    if (kind === 'rebuilt') await rebuild()
    else await kill(kind === 'hubKilled' ? 'hub' : 'cloud')
    blows[kind] += 1
  }

  return {
    deafen,
    deafSince: () => since,
    blows,
    async run(isOpen) {
      const order = ['hubKilled', 'rebuilt', 'cloudKilled'] as const
      let nextBlowAt = performance.now() + BLOW_EVERY_MS
      for (let n = 0; isOpen(); ) {
        if (options.withBlows && performance.now() > nextBlowAt) {
          await blow(order[n % order.length] ?? 'rebuilt')
          n += 1
          nextBlowAt = performance.now() + BLOW_EVERY_MS
        } else if (Math.random() < 0.08) await cut()
        else await feed()
        await sleep(Math.random() * 150)
      }
    },
  }
}
