import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { z } from 'zod'
import { DeviceNote, type DeviceStatus } from '#shared/contracts/device.ts'
import { DeviceTested } from '#shared/contracts/found.ts'
import { call } from './api.ts'
import { CodePageForm } from './code-page-form.tsx'
import { DeviceForm } from './device-form.tsx'
import { draftFrom } from './draft.ts'
import { lineWords } from './line-fields.tsx'
import { LogoForm } from './logo-form.tsx'
import { hurry, problemOf } from './state.ts'
import { language, reasonWords, t } from './texts.ts'

/** One device: how it is, and what may be done with it. */
export function DeviceCard({ status }: { readonly status: DeviceStatus }): JSX.Element {
  const { config } = status
  const open = useSignal<'change' | 'letters' | 'logo' | 'history' | 'remove' | null>(null)
  const said = useSignal<Said | null>(null)
  const busy = useSignal(false)
  const toggle = (part: NonNullable<typeof open.value>) => {
    open.value = open.value === part ? null : part
  }

  async function test(): Promise<void> {
    if (busy.value) return
    busy.value = true
    said.value = { tone: '', words: () => waitingWords(status) }
    try {
      const path = `/devices/${config.device}/test`
      const tested = await call({ method: 'POST', path, answer: DeviceTested, timeoutMs: 15_000 })
      said.value = wordsOf(status, tested)
    } catch (error) {
      const { detail } = problemOf(error)
      said.value = { tone: 'danger', words: () => detail }
    } finally {
      busy.value = false
    }
  }

  const { look, words, reason } = stateOf(status)
  return (
    <article class="card stack device" data-name={`device-${config.device}`}>
      <div class="device-head">
        <div>
          <h3>{config.name}</h3>
          <p class="hint">
            {[t(`setup.kind.${config.kind}`), tillWords(status), lineWords(config.line)]
              .filter((part) => part !== '')
              .join(' · ')}
          </p>
        </div>
        <span class={`badge ${look}`} data-name="state">
          {words}
        </span>
      </div>
      {reason !== '' && <p class={`notice ${look === 'bad' ? 'danger' : 'warn'}`}>{reason}</p>}
      <div class="actions">
        {config.kind !== 'reserved-line' && (
          <button
            type="button"
            class="button primary"
            data-name="test"
            disabled={busy.value}
            onClick={() => void test()}
          >
            {t(config.kind === 'receipt-printer' ? 'setup.test.page' : 'setup.test')}
          </button>
        )}
        {config.kind === 'receipt-printer' && (
          <>
            <Part name="letters" open={open.value} onPress={toggle} />
            <Part name="logo" open={open.value} onPress={toggle} />
          </>
        )}
        <Part name="change" open={open.value} onPress={toggle} />
        <Part name="history" open={open.value} onPress={toggle} />
        <Part name="remove" open={open.value} onPress={toggle} />
      </div>
      {said.value !== null && (
        <p class={`notice ${said.value.tone}`} role="status" data-name="tested">
          {said.value.words()}
        </p>
      )}
      {open.value === 'change' && (
        <DeviceForm
          draft={draftFrom(config)}
          onDone={() => {
            open.value = null
          }}
        />
      )}
      {open.value === 'letters' && config.kind === 'receipt-printer' && (
        <CodePageForm config={config} />
      )}
      {open.value === 'logo' && config.kind === 'receipt-printer' && <LogoForm config={config} />}
      {open.value === 'history' && <History device={config.device} />}
      {open.value === 'remove' && <Remove status={status} />}
    </article>
  )
}

interface Said {
  readonly tone: '' | 'good' | 'warn' | 'danger'
  /** In the language of the moment. */
  readonly words: () => string
}

function Part<Name extends 'change' | 'letters' | 'logo' | 'history' | 'remove'>(props: {
  readonly name: Name
  readonly open: string | null
  readonly onPress: (name: Name) => void
}): JSX.Element {
  return (
    <button
      type="button"
      class="button"
      data-name={props.name}
      aria-expanded={props.open === props.name}
      onClick={() => props.onPress(props.name)}
    >
      {t(`setup.${props.name}`)}
    </button>
  )
}

function stateOf({ config, availability, state }: DeviceStatus) {
  if (config.kind === 'reserved-line')
    return { look: '', words: t('setup.state.reserved'), reason: '' }
  if (availability === null) return { look: 'bad', words: t('setup.state.waiting'), reason: '' }
  const reason = reasonWords(availability.reason || (state?.error ?? ''))
  if (availability.state === 'offline') return { look: 'bad', words: t('setup.state.off'), reason }
  if (reason !== '') return { look: 'warn', words: t('setup.state.look'), reason }
  const low = state?.paper === 'low' ? t('setup.paper.low') : ''
  return { look: 'good', words: t('setup.state.works'), reason: low }
}

function tillWords({ config }: DeviceStatus): string {
  if (config.kind === 'receipt-printer') {
    const tills = config.tills ?? []
    return tills.length === 0
      ? t('setup.tills.all')
      : t('setup.tills.some', { tills: tills.join(', ') })
  }
  return config.till === null
    ? t('setup.tills.none')
    : t('setup.tills.some', { tills: config.till })
}

function waitingWords({ config: { kind } }: DeviceStatus): string {
  if (kind === 'receipt-printer') return t('setup.test.printing')
  if (kind === 'scale') return t('setup.test.weighing')
  return t('setup.test.show-something')
}

function wordsOf({ config: { kind } }: DeviceStatus, tested: DeviceTested): Said {
  const { outcome, reason, read, weight } = tested
  if (outcome === 'failed') return { tone: 'danger', words: () => reasonWords(reason) }
  if (outcome === 'waiting') return { tone: 'warn', words: () => reasonWords(reason) }
  if (outcome === 'sent') return { tone: 'good', words: () => t('setup.test.shown') }
  if (read !== undefined) return { tone: 'good', words: () => t('setup.test.read', { data: read }) }
  if (weight !== undefined)
    return {
      tone: 'good',
      words: () => t('setup.test.weight', { weight: (weight / 1000).toFixed(3) }),
    }
  return {
    tone: 'good',
    words: () => t(kind === 'receipt-printer' ? 'setup.test.printed' : 'setup.test.card'),
  }
}

function History({ device }: { readonly device: string }): JSX.Element {
  const notes = useSignal<readonly DeviceNote[] | null>(null)
  const problem = useSignal('')
  if (notes.value === null && problem.value === '')
    void call({ path: `/devices/${device}/history`, answer: z.array(DeviceNote) }).then(
      (list) => {
        notes.value = list
      },
      (error: unknown) => {
        problem.value = problemOf(error).detail
      },
    )
  if (problem.value !== '') return <p class="notice danger">{problem.value}</p>
  if (notes.value?.length === 0) return <p class="hint">{t('setup.history.none')}</p>
  const time = new Intl.DateTimeFormat(language.value, { dateStyle: 'short', timeStyle: 'medium' })
  return (
    <ol class="history">
      {(notes.value ?? []).map(({ at, state, reason }) => (
        <li key={`${at} ${reason}`}>
          <time class="hint">{time.format(at)}</time>
          <span>
            {reason === ''
              ? t(state === 'online' ? 'setup.state.works' : 'setup.state.off')
              : reasonWords(reason)}
          </span>
        </li>
      ))}
    </ol>
  )
}

function Remove({ status }: { readonly status: DeviceStatus }): JSX.Element {
  const { device, name } = status.config
  const problem = useSignal('')
  async function remove(): Promise<void> {
    try {
      await call({ method: 'DELETE', path: `/devices/${device}`, answer: z.null() })
      hurry()
    } catch (error) {
      problem.value = problemOf(error).detail
    }
  }
  return (
    <div class="stack">
      <p>{t('setup.remove.sure', { name })}</p>
      {problem.value !== '' && <p class="notice danger">{problem.value}</p>}
      <button
        type="button"
        class="button danger"
        data-name="remove-yes"
        onClick={() => void remove()}
      >
        {t('setup.remove.yes')}
      </button>
    </div>
  )
}
