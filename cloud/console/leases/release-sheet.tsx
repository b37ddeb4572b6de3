import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { useAction } from '../action.ts'
import { count } from '../format.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import type { WaitingLeases } from './answers.ts'
import { releaseWaiting } from './release-waiting.ts'

interface ReleaseSheetProps {
  readonly waiting: WaitingLeases
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Declares lost, for one reason, all that ended of what a gone box held. */
export function ReleaseSheet({ waiting, onDone, onClose }: ReleaseSheetProps): JSX.Element {
  const [reason, setReason] = useState('')
  const [released, setReleased] = useState(0)
  const action = useAction()
  const { ready, storeCode, storeName, programmeName } = waiting

  async function release(): Promise<void> {
    await action.run(async () => {
      try {
        await releaseWaiting(waiting, reason.trim(), setReleased)
        onClose()
      } finally {
        onDone()
      }
    })
  }
  return (
    <Sheet
      title={t('console.waiting.release')}
      onClose={onClose}
      foot={
        <Button
          look="danger"
          name="release-now"
          disabled={reason.trim() === '' || action.busy}
          onPress={release}
        >
          {t('console.waiting.release')}
        </Button>
      }
    >
      <p>
        {t('console.waiting.release.words', {
          n: count(ready),
          store: `${storeCode} · ${storeName}`,
          programme: programmeName,
        })}
      </p>
      <TextField
        label={t('console.reason')}
        name="reason"
        value={reason}
        maxLength={200}
        autoFocus
        onChange={setReason}
      />
      {released > 0 && (
        <p class="hint" role="status">
          {t('console.waiting.released', { done: count(released), n: count(ready) })}
        </p>
      )}
      <ProblemBox problem={action.problem} />
    </Sheet>
  )
}
