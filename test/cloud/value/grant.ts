import { runCommand } from '#cloud/value/commands.ts'
import type { ValueShop } from './value-shop.ts'

/** Hub 1, in its first epoch, may spend so much of CREDIT:7 for a thousand seconds. */
export async function grant({ cloud }: ValueShop, id: string, amount: number): Promise<void> {
  const [at, account] = [cloud.now, 'CREDIT:7']
  await cloud.group.writeHot((hot) => {
    const lease = { id, hub: 1, epoch: 1, account, amount, endsAt: at + 1e6, lotsEndingFrom: null }
    const done = runCommand(
      hot,
      { kind: 'grant', ...lease, receiptId: null, requestId: null },
      { at, by: 'test' },
    )
    if (done.answer.outcome !== 'done') throw new Error(JSON.stringify(done.answer))
  })
}
