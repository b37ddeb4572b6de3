import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { ProbeAnswer, ProbedHost } from '#shared/contracts/found.ts'
import { call } from './api.ts'
import { type Draft, networkDraft } from './draft.ts'
import { Adopting, Answer } from './probed.tsx'
import { problemOf } from './state.ts'
import { t } from './texts.ts'
import { TextField } from './ui/fields.tsx'

/** One address of the store's network: what stands there, and to set it up. Nothing is searched. */
export function NetworkPort({ gateway }: { readonly gateway: string }): JSX.Element {
  const host = useSignal('')
  const isWrong = useSignal(false)
  const answer = useSignal<ProbeAnswer | null>(null)
  const problem = useSignal('')
  const busy = useSignal(false)
  const draft = useSignal<Draft | null>(null)

  async function probe(): Promise<void> {
    if (busy.value) return
    const { data } = ProbedHost.safeParse({ kind: 'tcp', host: host.value.trim() })
    isWrong.value = data === undefined
    answer.value = null
    problem.value = ''
    if (data === undefined) return
    busy.value = true
    try {
      const request = { path: '/found-devices/probe', timeoutMs: 12_000 }
      const body = { gateway, ...data }
      const found = await call({ ...request, method: 'POST', body, answer: ProbeAnswer })
      answer.value = found
      // A form that was opened before is of what answers now.
      if (draft.value !== null) draft.value = networkDraft(gateway, host.value.trim(), found)
    } catch (error) {
      problem.value = problemOf(error).detail
    } finally {
      busy.value = false
    }
  }

  return (
    <div class="card stack port" data-name="network">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void probe()
        }}
      >
        <div>
          <strong>{t('setup.found.network')}</strong>
          <p class="hint">{t('setup.found.network.how')}</p>
        </div>
        <TextField
          label={t('setup.field.host')}
          name="network-host"
          value={host.value}
          error={isWrong.value ? t('setup.network.form') : undefined}
          onChange={(value) => {
            host.value = value
            answer.value = null
          }}
        />
        <div class="actions">
          <button type="submit" class="button" data-name="probe-network" disabled={busy.value}>
            {t(busy.value ? 'setup.probe.asking' : 'setup.probe')}
          </button>
          <button
            type="button"
            class="button primary"
            data-name="adopt-network"
            onClick={() => {
              draft.value = networkDraft(gateway, host.value.trim(), answer.value)
            }}
          >
            {t('setup.adopt')}
          </button>
        </div>
        {answer.value !== null && <Answer answer={answer.value} nothing="setup.network.nothing" />}
        {problem.value !== '' && <p class="notice danger">{problem.value}</p>}
      </form>
      {draft.value !== null && <Adopting draft={draft.value} end={() => (draft.value = null)} />}
    </div>
  )
}
