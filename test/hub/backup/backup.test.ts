import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { backupJournal } from '#hub/backup/backup-journal.ts'
import { createBackups } from '#hub/backup/backups.ts'
import { verifyChain as verifyCopy } from '#hub/backup/verify-chain.ts'
import { openSoundJournal } from '#hub/journal/salvage/open-sound-journal.ts'
import { newEvent, openTestJournal, verifyChain } from '../journal/open-journal.ts'
import { ADMIN_TOKEN, openTestHub } from '../open-hub.ts'

test('a backup made at 50 sales a second is whole, and its restore is an old image of the hub [B1.3]', async () => {
  await using files = await openTestJournal()
  using folder = tempFolder()
  const { journal } = files
  await Promise.all(Array.from({ length: 500 }, () => journal.append(newEvent({ sale: true }))))
  let isSelling = true
  let sold = 0
  const selling = (async () => {
    while (isSelling) {
      await Promise.all([journal.append(newEvent({ sale: true })), sleep(20)])
      sold += 1
    }
  })()
  const backups = createBackups({
    journal: files.path,
    folder: folder.path,
    clock: () => Date.now(),
  })
  const backup = await backups.make()
  expect(sold).toBeGreaterThan(0)
  const after = sold
  while (sold < after + 5) await sleep(20)
  isSelling = false
  await selling

  expect(backup.events).toBeGreaterThanOrEqual(500)
  const seq = backup.head?.seq ?? 0
  expect(seq).toBeLessThan(journal.head().seq)
  expect(journal.eventBySeq(seq)?.hash).toBe(backup.head?.hash)
  const path = backups.path(backup.name)
  expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(backup.sha256)

  // As the README says: the file takes the journal's place in the folder of another box.
  using box = tempFolder()
  copyFileSync(path, join(box.path, 'journal.db'))
  const restored = await openSoundJournal({
    path: join(box.path, 'journal.db'),
    onFatal: () => undefined,
    wall: () => Date.now(),
  })
  expect(restored.salvaged).toBeNull()
  expect(restored.journal.head()).toEqual(backup.head)
  expect(restored.journal.identity()).toEqual(journal.identity())
  expect((await restored.journal.append(newEvent({ sale: true }))).outcome).toBe('saved')
  expect(verifyChain(restored.journal)).toBe(seq + 1)
  await restored.close()
}, 60_000)

test('a backup of a journal with a changed record is refused, and leaves no file', async () => {
  await using files = await openTestJournal()
  using folder = tempFolder()
  for (let i = 0; i < 5; i += 1) await files.journal.append(newEvent())
  const other = new Database(files.path)
  other.exec("UPDATE event SET body = replace(body, 'Ном', 'Нов') WHERE seq = 3")
  other.close()
  const target = join(folder.path, 'copy.db')
  await expect(backupJournal(files.path, target)).rejects.toThrow('event 3 does not match')
  expect(() => readFileSync(target)).toThrow('ENOENT')
  expect(() => readFileSync(`${target}.part`)).toThrow('ENOENT')
})

test('the technician makes, lists and downloads backups by the admin token alone', async () => {
  await using hub = await openTestHub()
  await hub.openTill()
  expect((await hub.call('POST', '/backups')).status).toBe(401)
  const made = await hub.call('POST', '/backups', undefined, ADMIN_TOKEN)
  expect(made).toMatchObject({ status: 201, body: { events: 1, head: { seq: 1 } } })
  const { name } = made.body as { name: string }
  const listed = await hub.call('GET', '/backups', undefined, ADMIN_TOKEN)
  expect(listed.body).toMatchObject([{ name }])
  const none = await hub.call('GET', '/backups/journal-2.db', undefined, ADMIN_TOKEN)
  expect(none.status).toBe(404)
  const response = await hub.hub.app.request(`/v1/backups/${name}`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  })
  using folder = tempFolder()
  const copy = join(folder.path, 'down.db')
  writeFileSync(copy, Buffer.from(await response.arrayBuffer()))
  const database = new Database(copy)
  expect(verifyCopy(database)).toMatchObject({ events: 1 })
  database.close()
})

function tempFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'kassa-backup-'))
  return {
    path,
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}
