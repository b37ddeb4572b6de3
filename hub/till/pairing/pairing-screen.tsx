import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { PairAnswer } from '#shared/contracts/till.ts'
import { call } from '../api.ts'
import { problemOf } from '../notices.ts'
import { formerTill, rememberPairing, unpairedBecause } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { TextField } from '../ui/text-field.tsx'

/** Once in the life of a till: a one-time code makes this device a till of the store. */
export function PairingScreen(): JSX.Element {
  const code = useSignal('')
  const name = useSignal('')
  const problem = useSignal<Problem | null>(null)
  const busy = useSignal(false)
  useLayoutEffect(() => {
    document.querySelector<HTMLInputElement>('[data-name="pairing-code"]')?.focus()
  }, [])

  async function pair(): Promise<void> {
    const body = {
      code: code.value.trim().toUpperCase(),
      name: name.value.trim() || t('till.till'),
      till: formerTill(),
    }
    if (body.code.length < 6 || busy.value) return
    busy.value = true
    try {
      rememberPairing(await call({ method: 'POST', path: '/pair', body, answer: PairAnswer }))
    } catch (error) {
      problem.value = problemOf(error)
    } finally {
      busy.value = false
    }
  }

  return (
    <main class="middle">
      <div class="panel card">
        <h1>{t('till.pair')}</h1>
        <p>{t('till.pair.how')}</p>
        {unpairedBecause.value !== null && (
          <p class="notice warn" role="alert">
            {t('till.pair.revoked')}
          </p>
        )}
        <TextField
          label={t('till.pair.code')}
          value={code}
          look="big code"
          name="pairing-code"
          maxLength={12}
          placeholder="ABCD-1234"
          onEnter={pair}
        />
        <TextField
          label={t('till.pair.name')}
          value={name}
          name="till-name"
          maxLength={60}
          hint={t('till.pair.name.hint')}
          onEnter={pair}
        />
        <ProblemBox problem={problem.value} />
        <div class="panel-actions">
          <Button
            hint="Enter"
            look="big primary"
            disabled={code.value.trim().length < 6 || busy.value}
            onPress={pair}
          >
            {t('till.pair.do')}
          </Button>
        </div>
      </div>
    </main>
  )
}
