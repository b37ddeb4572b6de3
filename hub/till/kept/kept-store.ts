import { z } from 'zod'
import { JournalPlace, StoredEvent } from '#shared/contracts/witness.ts'
import type { KeptStore } from './keeper.ts'

/** IndexedDB: it holds thousands of sales, also on an insecure origin, and survives a new pairing. */
const databaseName = 'kassa'
const storeName = 'kept-sale'

const KeptRow = z.object({
  id: z.string(),
  keptAt: z.number(),
  hub: z.int(),
  epoch: z.int(),
  seq: z.int(),
  sale: StoredEvent,
  shift: z.object({ id: z.string(), is: z.enum(['opened', 'closed', 'within']) }).optional(),
  passed: z.boolean().optional(),
  before: z.array(JournalPlace).optional(),
  refused: z.string().optional(),
})

export async function openKeptStore(): Promise<KeptStore> {
  const request = indexedDB.open(databaseName, 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore(storeName, { keyPath: 'id' })
  }
  const database = await answerOf(request)
  const write = (work: (store: IDBObjectStore) => void): Promise<void> => {
    const transaction = database.transaction(storeName, 'readwrite', { durability: 'strict' })
    work(transaction.objectStore(storeName))
    return endOf(transaction)
  }
  return {
    async all() {
      const store = database.transaction(storeName).objectStore(storeName)
      const rows: unknown[] = await answerOf(store.getAll())
      // Left by another version of this page: what cannot be read cannot be offered.
      const kept = rows.flatMap((row) => KeptRow.safeParse(row).data ?? [])
      // Ids are made in order of time, but not by one clock.
      return kept.toSorted((a, b) => a.keptAt - b.keptAt)
    },
    put: (kept) => write((store) => kept.forEach((sale) => store.put(sale))),
    remove: (ids) => write((store) => ids.forEach((id) => store.delete(id))),
  }
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'))
  })
}

function endOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB gave up'))
    transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB failed'))
  })
}
