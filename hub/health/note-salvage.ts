import type { SoundJournal } from '../journal/salvage/open-sound-journal.ts'
import type { Shop } from '../shop.ts'

/** Tells HQ of a salvage, once: an event of the journal that came out of it. Needs an identity. */
export async function noteSalvage(
  sound: Pick<SoundJournal, 'salvaged' | 'markJournaled'>,
  shop: Pick<Shop, 'journal' | 'note'>,
): Promise<void> {
  const { salvaged } = sound
  if (salvaged === null || salvaged.isJournaled) return
  const { kept, lost, places, reason } = salvaged
  const at = places === '' ? '' : `, at places ${places}`
  const words = `The journal was damaged (${reason}): ${kept} events kept, ${lost} lost${at}.`
  await shop.journal.append(shop.note('journal-salvaged', words.slice(0, 300)))
  sound.markJournaled()
}
