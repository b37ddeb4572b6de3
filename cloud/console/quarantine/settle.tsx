import type { JSX } from 'preact'
import { useId, useState } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { call } from '../api.ts'
import { newId } from '../new-id.ts'
import { problemOf } from '../problems.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type QuarantinedEvent, RepairAnswer } from './answers.ts'

interface SettleProps {
  readonly event: QuarantinedEvent
  readonly onSettled: (answer: RepairAnswer) => void
}

/** The ways out of the quarantine that change no payload; each wants HQ's reason. */
export function Settle({ event, onSettled }: SettleProps): JSX.Element {
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const id = useId()

  async function send(how: 'accept' | 'dismiss'): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      onSettled(await settle(event.appliedSeq, how, reason))
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  const isReady = !isBusy && reason.trim() !== ''
  return (
    <section class="card section">
      <h2>{t('console.quarantine.settle')}</h2>
      <div class="pad field">
        <p class="hint">
          {event.acceptable && t('console.quarantine.accept.hint')}{' '}
          {t('console.quarantine.dismiss.hint')}
        </p>
        <label class="label" for={id}>
          {t('console.quarantine.settle.reason')}
        </label>
        <input
          id={id}
          class="input"
          data-name="reason-given"
          maxLength={200}
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <ProblemBox problem={problem} />
        <div class="page-actions">
          {event.acceptable && (
            <Button name="accept" disabled={!isReady} onPress={() => send('accept')}>
              {t('console.quarantine.accept')}
            </Button>
          )}
          <Button name="dismiss" disabled={!isReady} onPress={() => send('dismiss')}>
            {t('console.quarantine.dismiss')}
          </Button>
        </div>
      </div>
    </section>
  )
}

async function settle(
  appliedSeq: number,
  how: 'accept' | 'dismiss',
  reason: string,
): Promise<RepairAnswer> {
  return await call({
    method: 'POST',
    path: `/quarantine/${appliedSeq}/${how}`,
    json: { id: newId(), reason },
    answer: RepairAnswer,
  })
}
