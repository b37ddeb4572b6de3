import type { HotDatabase } from '../db/hot.ts'
import type { OutboxEntity } from './entities.ts'

/** Collects what a save changed and writes it to the outbox, each thing once. */
export interface Changes {
  add(companyId: number | null, entity: OutboxEntity, id: number): void
  flush(): void
}

const insert = `INSERT INTO outbox (company_id, entity, entity_id, class)
  SELECT value->>0, value->>1, value->>2, 'urgent' FROM json_each(?)`

export function createChanges(hot: HotDatabase): Changes {
  const byKey = new Map<string, readonly [number | null, OutboxEntity, number]>()
  return {
    add: (companyId, entity, id) => void byKey.set(`${entity}:${id}`, [companyId, entity, id]),
    flush() {
      if (byKey.size > 0) hot.prepare(insert).run(JSON.stringify([...byKey.values()]))
      byKey.clear()
    },
  }
}
