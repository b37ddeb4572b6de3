import type { CardFault } from '#shared/contracts/device.ts'
import { TillMember } from '#shared/contracts/till.ts'
import { call, Refusal } from '../api.ts'
import { changeDraft } from '../basket/basket.ts'
import { inTurn } from '../basket/turns.ts'
import { say, sayProblem } from '../notices.ts'
import { sheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { scannedCard } from './member.tsx'

/** A card at the reader is as F6 and its number: the member is in the basket, or it says why not. */
export async function takeCard(card: string): Promise<void> {
  const open = sheet.peek()
  if (open === 'member' || open === 'partner') {
    scannedCard.value = card
    return
  }
  // A price that is being paid stands still.
  if (open === 'pay') {
    say('warn', t('till.card.while-paying'), t('till.card.while-paying.fix'))
    return
  }
  await inTurn(() => takeMember(card))
}

async function takeMember(card: string): Promise<void> {
  try {
    const member = await call({ path: '/members', query: { card }, answer: TillMember })
    if (member.blocked) {
      say('danger', member.name, t('till.member.blocked'))
      return
    }
    changeDraft({ member })
    say('good', t('till.card.member', { name: member.name }))
  } catch (error) {
    if (error instanceof Refusal && error.status === 404)
      say('warn', t('till.card.unknown'), t('till.card.unknown.fix'))
    else sayProblem(error)
  }
}

/** A card at the reader that brought no number. */
export function sayUnreadCard(why: CardFault): void {
  if (why === 'foreign') say('warn', t('till.card.foreign'), t('till.card.unknown.fix'))
  else say('warn', t('till.card.unreadable'), t('till.card.unreadable.fix'))
}
