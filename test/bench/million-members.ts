import { createHmac } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { cardText } from '#shared/feed/lookup.ts'
import type { Shop } from '../support/shop.ts'

export const MEMBERS = 1_000_000
const FIRST_ID = 10_000_000

export const cardOf = (i: number): string => `9${String(i).padStart(9, '0')}`
export const anyCard = (): string => cardOf(Math.floor(Math.random() * MEMBERS))
const phoneOf = (i: number): string => `+9769${String(i).padStart(7, '0')}`

/**
 * A million members with phone and card, put straight into the group's database: how they are
 * imported is measured elsewhere. The feed is then built anew, under a new id.
 */
export async function addMillionMembers(shop: Shop): Promise<void> {
  await shop.program('cloud').stop()
  const folder = join(shop.dataDir, 'cloud')
  const db = new Database(join(folder, `hq-${shop.group}.db`))
  try {
    db.exec('PRAGMA synchronous=OFF; PRAGMA cache_size=-262144; BEGIN')
    const [key] = db
      .prepare("SELECT value FROM group_setting WHERE key = 'lookup_key'")
      .raw(true)
      .get() as [string]
    const secret = Buffer.from(key, 'base64url')
    const hash = (text: string) =>
      createHmac('sha256', secret).update(text).digest().subarray(0, 16).toString('base64url')
    const addMember = db.prepare(
      'INSERT INTO member (id, code, name, phone, search) VALUES (?, ?, ?, ?, ?)',
    )
    const addKey = db.prepare(
      'INSERT INTO member_key (member_id, kind, value, key) VALUES (?, ?, ?, ?)',
    )
    for (let i = 0; i < MEMBERS; i += 1) {
      const id = FIRST_ID + i
      const name = `Member ${i}`
      addMember.run([id, `M${id}`, name, phoneOf(i), name])
      addKey.run([id, 'phone', phoneOf(i), hash(`phone:${phoneOf(i)}`)])
      addKey.run([id, 'card', cardOf(i), hash(cardText(cardOf(i)))])
    }
    db.exec('COMMIT')
  } finally {
    db.close()
  }
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`feed-${shop.group}-`)) rmSync(join(folder, name), { force: true })
  }
  await shop.restart('cloud')
}
