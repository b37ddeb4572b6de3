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
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'
import { Accounts } from './accounts.tsx'
import { memberBy } from './member-by.ts'

/** A card scanned while this sheet is open. */
export const scannedCard = signal<string | null>(null)

/** F6: a member by card or phone; the name is shown before it is attached. */
export function MemberSheet(): JSX.Element {
  const text = useSignal('')
  const member = useSignal<TillMember | null>(draft.value.member)
  const problem = useSignal<Problem | null>(null)

  async function look(): Promise<void> {
    const key = text.value.trim()
    if (key === '') {
      if (member.value !== null) attach()
      return
    }
    problem.value = null
    try {
      member.value = await memberBy(key)
      text.value = ''
    } catch (error) {
      member.value = null
      problem.value = problemOf(error)
    }
  }

  function attach(): void {
    changeDraft({ member: member.value })
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
      title={t('till.member')}
      width="560px"
      onClose={closeSheet}
      foot={
        <>
          {draft.value.member !== null && (
            <Button
              look="big danger"
              onPress={() => {
                changeDraft({ member: null })
                closeSheet()
              }}
            >
              {t('till.member.detach')}
            </Button>
          )}
          <Button
            hint="Enter"
            look="big primary"
            disabled={text.value === '' && found === null}
            onPress={look}
          >
            {t(text.value === '' && found !== null ? 'till.member.attach' : 'till.search')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('till.member.key')}
        value={text}
        look="big"
        name="member"
        autoFocus
        maxLength={40}
        onEnter={look}
      />
      <ProblemBox problem={problem.value} />
      {found !== null && (
        <div class={`person ${found.blocked ? 'blocked' : ''}`} data-name="member-found">
          <strong>{found.name}</strong>
          <span>{t('till.member.phone', { tail: found.phoneTail })}</span>
          <Accounts accounts={found.accounts} />
          {found.blocked && <span class="notice danger">{t('till.member.blocked')}</span>}
        </div>
      )}
    </Sheet>
  )
}
