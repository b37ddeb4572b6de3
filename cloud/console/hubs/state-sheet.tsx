import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { z } from 'zod'
import type { Problem } from '#shared/contracts/problem.ts'
import { call } from '../api.ts'
import { problemOf } from '../problems.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import type { Hub } from './hub.ts'

export interface StateChange {
  readonly hub: Hub
  readonly to: 'revoke' | 'resume'
}

interface StateSheetProps {
  readonly change: StateChange
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Asks before a hub is revoked or taken up again, saying what that means. */
export function StateSheet({ change, onClose, onDone }: StateSheetProps): JSX.Element {
  const { hub, to } = change
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)

  async function confirm(): Promise<void> {
    setBusy(true)
    try {
      const path = `/hubs/${hub.id}/${to}`
      await call({ method: 'POST', path, answer: z.unknown() })
      onDone()
    } catch (error) {
      setProblem(problemOf(error))
      setBusy(false)
    }
  }

  return (
    <Sheet
      title={t(`console.hubs.${to}.title`, { store: hub.storeName })}
      onClose={onClose}
      foot={
        <>
          <Button autoFocus onPress={onClose}>
            {t('console.cancel')}
          </Button>
          <Button
            look={to === 'revoke' ? 'danger' : 'primary'}
            name="confirm"
            disabled={busy}
            onPress={confirm}
          >
            {t(`console.hubs.${to}`)}
          </Button>
        </>
      }
    >
      <p>{t(`console.hubs.${to}.what`, { hub: hub.name })}</p>
      <ProblemBox problem={problem} />
    </Sheet>
  )
}
