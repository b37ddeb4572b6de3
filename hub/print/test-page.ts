import type { DeviceConfig } from '#shared/contracts/device.ts'
import type { PrintDocument } from '#shared/contracts/print.ts'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import { textsIn } from '#shared/texts/catalogue.ts'
import { setupTexts } from '#shared/texts/setup.ts'
import { row, rule, shopBlocks, text } from './blocks.ts'
import { createPaper } from './words.ts'

/** What a receipt needs of a printer, on a hand's breadth of paper; its logo is at the head, too. */
export function testPage(
  config: Pick<DeviceConfig, 'device' | 'name'> & { readonly logo?: string | undefined },
  profile: StoreProfile,
  at: number,
): PrintDocument {
  const { device, name, logo } = config
  const paper = createPaper(profile)
  const title = textsIn(paper.language, [setupTexts])['setup.paper.title'] ?? ''
  return {
    language: paper.language,
    title,
    blocks: [
      ...(logo === undefined ? [] : [{ kind: 'picture' as const, png: logo }]),
      ...shopBlocks(profile, paper),
      rule,
      text(title, { align: 'center', bold: true }),
      row(name, device),
      text(paper.time(at)),
      rule,
      text('АБВГДЕЁЖЗИЙКЛМНОӨПРСТУҮФХЦЧШЩЪЫЬЭЮЯ'),
      text('абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя'),
      text('Өвөл үүл өнгөрнө', { size: 2 }),
      row('12 345', paper.money(123_456_00), true),
      { kind: 'barcode', ean: '9789991234564' },
      { kind: 'qr', data: 'https://example.com/kassahub' },
    ],
    cut: true,
  }
}
