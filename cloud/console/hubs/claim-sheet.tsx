import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { call } from '../api.ts'
import { now } from '../clock.ts'
import { age } from '../format.ts'
import { problemOf } from '../problems.ts'
import { stores } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { ClaimCode } from './hub.ts'

/** Makes a code that turns one box into the hub of a store; it is shown once and kept nowhere. */
export function ClaimSheet({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [storeId, setStoreId] = useState(stores.value[0]?.id ?? 0)
  const [made, setMade] = useState<ClaimCode | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  async function make(): Promise<void> {
    setProblem(null)
    try {
      const json = { storeId }
      setMade(await call({ method: 'POST', path: '/hubs/codes', json, answer: ClaimCode }))
    } catch (error) {
      setProblem(problemOf(error))
    }
  }

  return (
    <Sheet
      title={t('console.hubs.claim')}
      onClose={onClose}
      foot={
        made === null ? (
          <Button look="primary" name="make-code" autoFocus onPress={make}>
            {t('console.hubs.claim.make')}
          </Button>
        ) : (
          <Button look="primary" name="code-done" onPress={onClose}>
            {t('console.hubs.claim.done')}
          </Button>
        )
      }
    >
      {made === null ? (
        <>
          <ChoiceField
            label={t('console.hubs.claim.store')}
            name="claim-store"
            value={String(storeId)}
            options={stores.value.map(({ id, code, name }) => ({
              value: String(id),
              text: `${code} · ${name}`,
            }))}
            onChange={(id) => setStoreId(Number(id))}
          />
          <p class="hint">{t('console.hubs.claim.how')}</p>
        </>
      ) : (
        <Code made={made} />
      )}
      <ProblemBox problem={problem} />
    </Sheet>
  )
}

function Code({ made }: { readonly made: ClaimCode }): JSX.Element {
  const leftMs = made.expiresAt - now()
  return (
    <>
      <output class="claim-code" data-name="claim-code">
        {made.code}
      </output>
      <p class="hint">
        {leftMs > 0
          ? t('console.hubs.claim.left', { age: age(leftMs) })
          : t('console.hubs.claim.expired')}
      </p>
      <p class="hint">{t('console.hubs.claim.once')}</p>
    </>
  )
}
