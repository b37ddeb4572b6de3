import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { useAction } from '../action.ts'
import { call } from '../api.ts'
import { goTo } from '../route.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { pageOfKind, type VoucherKind, VoucherPage } from './answers.ts'

/** From a printed code to its life; the code stays out of the address, which browsers remember. */
export function LookUp({ kind }: { readonly kind: VoucherKind }): JSX.Element {
  const [code, setCode] = useState('')
  const [isUnknown, setUnknown] = useState(false)
  const action = useAction()

  async function find(): Promise<void> {
    if (code.trim() === '') return
    await action.run(async () => {
      const found = await call({ path: `/${kind}s`, query: { code }, answer: VoucherPage })
      const [voucher] = found.items
      setUnknown(voucher === undefined)
      if (voucher !== undefined) {
        goTo({ page: pageOfKind[kind], path: ['one', voucher.account] })
      }
    })
  }
  return (
    <form
      class="filters"
      aria-label={t('console.voucher.find')}
      onSubmit={(event) => {
        event.preventDefault()
        void find()
      }}
    >
      <TextField
        label={t('console.voucher.find')}
        name="voucher-code"
        look="search"
        search
        value={code}
        maxLength={40}
        placeholder="7K3F-…"
        error={isUnknown ? t('console.voucher.unknown') : undefined}
        onChange={(text) => {
          setUnknown(false)
          setCode(text)
        }}
      />
      <Button name="find-voucher" disabled={action.busy} onPress={find}>
        {t('console.voucher.look-up')}
      </Button>
      <ProblemBox problem={action.problem} />
    </form>
  )
}
