import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Problem } from '#shared/contracts/problem.ts'
import { draft } from '../basket/basket.ts'
import { problemOf, say } from '../notices.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'
import { park } from './parked.ts'

export function ParkSheet(): JSX.Element {
  const name = useSignal(draft.value.member?.name ?? draft.value.customer?.name ?? '')
  const problem = useSignal<Problem | null>(null)
  const busy = useSignal(false)

  async function take(): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      await park(name.value.trim() || t('till.park.unnamed'))
      say('good', t('till.park.done'), t('till.park.done.how'))
      closeSheet()
    } catch (error) {
      problem.value = problemOf(error)
    } finally {
      busy.value = false
    }
  }

  return (
    <Sheet
      title={t('till.park')}
      width="520px"
      onClose={busy.value ? undefined : closeSheet}
      foot={
        <Button hint="Enter" look="big primary" disabled={busy.value} onPress={take}>
          {t('till.park')}
        </Button>
      }
    >
      <TextField
        label={t('till.park.name')}
        value={name}
        look="big"
        name="park-name"
        autoFocus
        maxLength={60}
        onEnter={take}
      />
      <ProblemBox problem={problem.value} />
    </Sheet>
  )
}
