import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { useLoad } from '../load.ts'
import { useProgrammes } from '../programmes/programmes.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Figures } from '../ui/figures.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Account } from './answers.ts'
import { CorrectSheet } from './correct-sheet.tsx'
import { FreezeSheet } from './freeze-sheet.tsx'
import { Movements } from './movements.tsx'
import { Holds, Leases, Lots, Pending } from './parts.tsx'
import { valueText } from './value.ts'

interface AccountPageProps {
  readonly id: string
  readonly back: { readonly href: string; readonly text: string }
  /** Of what holds it, e.g. a gift card. */
  readonly lead?: ComponentChildren
  readonly actions?: ComponentChildren
  readonly onChanged?: () => void
}

/** One account: what is free, promised and owed, what stores hold of it, and why it is so. */
export function AccountPage(props: AccountPageProps): JSX.Element {
  const { id, back, onChanged } = props
  const path = `/value-accounts/${encodeURIComponent(id)}`
  const account = useLoad(path, (signal) => call({ path, answer: Account, signal }))
  const programmes = useProgrammes()
  const [sheet, setSheet] = useState<'correct' | 'freeze' | null>(null)
  const [done, setDone] = useState(0)
  const { data } = account
  const programme = programmes.data?.find(({ code }) => code === data?.programme)
  const finish = (): void => {
    account.reload()
    onChanged?.()
    setDone((before) => before + 1)
  }
  const close = (): void => setSheet(null)
  return (
    <Page
      title={programme?.name ?? data?.programme ?? id}
      back={back}
      note={data === null ? id : [data.memberName, id].filter(Boolean).join(' · ')}
      actions={
        data !== null && (
          <>
            {props.actions}
            <Button name="correct" onPress={() => setSheet('correct')}>
              {t('console.account.correct')}
            </Button>
            <Button
              name="freeze"
              look={data.frozen ? '' : 'danger'}
              onPress={() => setSheet('freeze')}
            >
              {t(data.frozen ? 'console.account.unfreeze' : 'console.account.freeze')}
            </Button>
          </>
        )
      }
    >
      <ProblemBox problem={account.problem} onRetry={account.reload} />
      {data !== null && (
        <div class="results" aria-busy={account.busy}>
          {props.lead}
          {data.frozen && <FrozenNotice account={data} />}
          <Figures figures={figures(data)} />
          <Lots account={data} />
          <Leases account={data} />
          <Holds account={data} />
          <Pending account={data} />
          <Movements account={data} round={done} />
        </div>
      )}
      {sheet === 'correct' && data !== null && (
        <CorrectSheet account={data} onDone={finish} onClose={close} />
      )}
      {sheet === 'freeze' && data !== null && (
        <FreezeSheet account={data} onDone={finish} onClose={close} />
      )}
    </Page>
  )
}

function FrozenNotice({ account }: { readonly account: Account }): JSX.Element {
  const { leased, worstStore } = account.exposure
  return (
    <p class="notice danger" data-name="frozen">
      <strong>{t('console.account.frozen')}</strong>
      <span>
        {t('console.account.exposure', {
          leased: valueText(account, leased),
          worst: valueText(account, worstStore),
        })}
      </span>
    </p>
  )
}

function figures(account: Account) {
  const { balance, free, owed, holds, leases } = account
  const text = (amount: number) => valueText(account, amount)
  const held = holds.reduce((sum, hold) => sum + hold.amount, 0)
  const leased = leases
    .filter(({ state }) => state !== 'forfeited')
    .reduce((sum, { left }) => sum + left, 0)
  return [
    { key: 'balance', label: t('console.account.balance'), value: text(balance) },
    { key: 'free', label: t('console.account.free'), value: text(Math.max(0, free)) },
    { key: 'leased', label: t('console.account.leased'), value: text(leased) },
    { key: 'held', label: t('console.account.held'), value: text(held) },
    ...(owed === 0 ? [] : [{ key: 'owed', label: t('console.account.owed'), value: text(owed) }]),
  ]
}
