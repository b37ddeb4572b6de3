import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { useLoad } from '../load.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { SearchField } from '../ui/fields.tsx'
import type { Member } from './answers.ts'
import { searchMembers } from './search.ts'

interface MemberPickerProps {
  readonly member: Member | null
  readonly onPick: (member: Member | null) => void
}

const shownMax = 8

export function MemberPicker({ member, onPick }: MemberPickerProps): JSX.Element {
  const [text, setText] = useState('')
  const found = useLoad(`member ${text}`, async (signal) =>
    text === '' ? [] : (await searchMembers({ text, limit: shownMax, signal })).items,
  )
  if (member !== null) {
    return (
      <div class="field">
        <span class="label">{t('console.try.member')}</span>
        <span class="filter-row" data-name="try-member-chosen">
          {member.name} <span class="code-note">{member.code}</span>
          <Button look="small" onPress={() => onPick(null)}>
            {t('console.form.take-away')}
          </Button>
        </span>
      </div>
    )
  }
  return (
    <div class="picker">
      <SearchField
        label={t('console.try.member')}
        name="try-member"
        look="search"
        value={text}
        placeholder={t('console.try.member.find')}
        onChange={setText}
      />
      {text !== '' && (
        <ul class="found" aria-label={t('console.form.found')}>
          {found.data?.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                class="found-one"
                data-pick={each.code}
                onClick={() => {
                  setText('')
                  onPick(each)
                }}
              >
                <span>{each.name}</span>
                <span class="code-note">{each.code}</span>
              </button>
            </li>
          ))}
          {found.data?.length === 0 && !found.busy && (
            <li class="hint">{t('console.members.none')}</li>
          )}
        </ul>
      )}
    </div>
  )
}
