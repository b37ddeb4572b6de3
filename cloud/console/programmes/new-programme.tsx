import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { type AccountKind, offlineRules } from '#shared/value/account.ts'
import { useAction } from '../action.ts'
import { call } from '../api.ts'
import { errorsIn } from '../forms/errors.ts'
import { goTo, type Target } from '../route.ts'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckField, ChoiceField, TextField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Programme } from './programmes.ts'

interface NewProgrammeProps {
  readonly kinds: readonly AccountKind[]
  /** Where it is shown. */
  readonly path?: (code: string) => Target
  readonly onClose: () => void
}

/** Opens a programme; what it is never changes, its rules are set afterwards. */
export function NewProgramme({ kinds, path, onClose }: NewProgrammeProps): JSX.Element {
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [kind, setKind] = useState<AccountKind>(kinds[0] ?? 'points')
  const [offline, setOffline] = useState<(typeof offlineRules)[number]>('leased')
  const [mayOwe, setMayOwe] = useState(kinds.includes('points'))
  const [isGroups, setGroups] = useState(false)
  const action = useAction()
  const errors = errorsIn(action.problem)

  async function open(): Promise<void> {
    await action.run(async () => {
      const companyId = isGroups ? null : (company.peek()?.id ?? null)
      const json = { code, name: name.trim(), kind, offline, mayOwe, companyId }
      await call({ method: 'POST', path: '/programmes', json, answer: Programme })
      goTo(path?.(code) ?? { page: 'programmes', path: [code] })
    })
  }
  return (
    <Sheet
      title={t('console.programmes.new')}
      onClose={onClose}
      foot={
        <Button
          look="primary"
          name="open-programme"
          disabled={code === '' || name.trim() === '' || action.busy}
          onPress={open}
        >
          {t('console.programmes.open')}
        </Button>
      }
    >
      <TextField
        label={t('console.name')}
        name="name"
        value={name}
        autoFocus
        error={errors.get('name')}
        onChange={setName}
      />
      <TextField
        label={t('console.programme.code')}
        name="code"
        value={code}
        maxLength={12}
        hint={t('console.programme.code.hint')}
        error={errors.get('code')}
        onChange={(text) => setCode(text.toUpperCase())}
      />
      {kinds.length > 1 && (
        <ChoiceField
          label={t('console.programme.kind')}
          name="kind"
          value={kind}
          options={kinds.map((value) => ({ value, text: t(`console.value.${value}`) }))}
          onChange={(value) => setKind(kinds.find((known) => known === value) ?? kind)}
        />
      )}
      <ChoiceField
        label={t('console.programme.offline')}
        name="offline"
        value={offline}
        options={offlineRules.map((value) => ({
          value,
          text: t(`console.programme.offline.${value}`),
        }))}
        onChange={(value) => setOffline(offlineRules.find((known) => known === value) ?? offline)}
      />
      {kind === 'points' && (
        <CheckField
          label={t('console.programme.may-owe')}
          name="may-owe"
          value={mayOwe}
          onChange={setMayOwe}
        />
      )}
      <CheckField
        label={`${t('console.programme.owner')}: ${t('console.programme.group')}`}
        name="of-group"
        value={isGroups}
        onChange={setGroups}
      />
      <ProblemBox problem={action.problem} />
    </Sheet>
  )
}
