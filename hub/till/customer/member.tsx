import { signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import type { TillMember } from '#shared/contracts/till.ts'
import { changeDraft, draft } from '../basket/basket.ts'
import { problemOf } from '../notices.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Said } from '../ui/said.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useNewest } from '../ui/use-newest.ts'
import { Accounts } from './accounts.tsx'
import { memberBy, partnerBy } from './member-by.ts'
import { whyNotPartner } from './why-not-partner.ts'

/** A card scanned while this sheet is open. */
export const scannedCard = signal<string | null>(null)

interface MemberSheetProps {
  /** Who buys, or the affiliate partner who sent the customer. */
  readonly as: 'member' | 'partner'
}

/** F6, F12: by card, code or phone; the name is shown before it is attached. */
export function MemberSheet({ as }: MemberSheetProps): JSX.Element {
  const text = useSignal('')
  const member = useSignal<TillMember | null>(draft.value[as])
  const problem = useSignal<Problem | null>(null)
  const lookups = useNewest()

  async function look(): Promise<void> {
    const key = text.value.trim()
    if (key === '') {
      if (member.value !== null) attach()
      return
    }
    problem.value = null
    const isNewest = lookups()
    try {
      const found = await (as === 'partner' ? partnerBy(key) : memberBy(key))
      if (!isNewest()) return
      member.value = found
      // Another that is being typed stays, and has not been looked up.
      if (text.value.trim() === key) text.value = ''
    } catch (error) {
      if (!isNewest()) return
      member.value = null
      problem.value = problemOf(error)
    }
  }

  function attach(): void {
    if (member.value !== null && !mayBe(as, member.value)) return
    changeDraft({ [as]: member.value })
    closeSheet()
  }

  useEffect(() => {
    if (scannedCard.value === null) return
    text.value = scannedCard.value
    scannedCard.value = null
    void look()
  }, [scannedCard.value])

  const found = member.value
  return (
    <Sheet
      title={t(words[as].title)}
      width="560px"
      onClose={closeSheet}
      foot={
        <>
          {draft.value[as] !== null && (
            <Button
              look="big danger"
              onPress={() => {
                changeDraft({ [as]: null })
                closeSheet()
              }}
            >
              {t('till.member.detach')}
            </Button>
          )}
          <Button
            hint="Enter"
            look="big primary"
            disabled={text.value === '' && (found === null || !mayBe(as, found))}
            onPress={look}
          >
            {t(text.value === '' && found !== null ? 'till.member.attach' : 'till.search')}
          </Button>
        </>
      }
    >
      <TextField
        label={t(words[as].key)}
        value={text}
        look="big"
        name={as}
        autoFocus
        maxLength={40}
        onEnter={look}
      />
      <ProblemBox problem={problem.value} />
      <Said />
      {found !== null && (
        <div class={`person ${found.blocked ? 'blocked' : ''}`} data-name="member-found">
          <strong>{found.name}</strong>
          {found.phoneTail !== '' && (
            <span>{t('till.member.phone', { tail: found.phoneTail })}</span>
          )}
          <Accounts accounts={found.accounts} of={as} />
          {as === 'partner' && hasNoCredit(found) && (
            <span class="hint">{t('till.partner.no-credit')}</span>
          )}
          {!mayBe(as, found) && (
            <span class="notice warn" data-name="partner-refused">
              {t(`till.partner.not.${whyNotPartner(found) ?? 'none'}`)}
            </span>
          )}
          {as === 'member' && found.blocked && (
            <span class="notice danger">{t('till.member.blocked')}</span>
          )}
        </div>
      )}
    </Sheet>
  )
}

const words = {
  member: { title: 'till.member', key: 'till.member.key' },
  partner: { title: 'till.partner', key: 'till.partner.key' },
} as const

function mayBe(as: MemberSheetProps['as'], found: TillMember): boolean {
  return as === 'member' || whyNotPartner(found) === null
}

function hasNoCredit({ accounts }: TillMember): boolean {
  return !accounts.some(({ kind }) => kind === 'affiliate-credit')
}
