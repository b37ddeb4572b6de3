import { randomFillSync } from 'node:crypto'
import { uuidv7 } from '#shared/domain/uuid.ts'

const ID_BYTES = 10
const IDS_POOLED = 400

/** Makes UUIDv7s; random bytes come in pools, since asking for ten costs more than using them. */
export function createIds(clock: () => number): () => string {
  const pool = new Uint8Array(ID_BYTES * IDS_POOLED)
  let used = pool.length
  return () => {
    if (used === pool.length) {
      randomFillSync(pool)
      used = 0
    }
    const random = pool.subarray(used, used + ID_BYTES)
    used += ID_BYTES
    return uuidv7(clock(), random)
  }
}
