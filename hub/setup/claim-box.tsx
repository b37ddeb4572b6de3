import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { ClaimState, ClaimWish } from '#shared/contracts/claim.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import { call } from './api.ts'
import { claim, hasSeenClaim, hurry, problemOf } from './state.ts'
import { t } from './texts.ts'
import { TextField } from './ui/fields.tsx'

/** Ten seconds of the hub's own try, and the way there and back. */
const TRY_MS = 15_000

/** A new box, from the code of HQ to its first sale. One that sold before this page has none. */
export function ClaimBox(): JSX.Element | null {
  const state = claim.value
  if (state === null || (state.step === 'selling' && !hasSeenClaim.value)) return null
  return (
    <section class="card stack" aria-labelledby="claim" data-name="claim">
      <h2 id="claim">{t('setup.claim')}</h2>
      {state.store === null && <ClaimForm state={state} />}
      <Steps state={state} />
    </section>
  )
}

/** What is wrong where, in the language of the moment. */
interface Wrong {
  readonly code?: () => string
  readonly cloudUrl?: () => string
  readonly other?: () => string
}

function ClaimForm({ state }: { readonly state: ClaimState }): JSX.Element {
  const code = useSignal('')
  const url = useSignal(state.cloudUrlFrom === 'typed' ? state.cloudUrl : '')
  const wrong = useSignal<Wrong>({})
  const busy = useSignal(false)
  const { cloudUrl } = state

  async function go(): Promise<void> {
    if (busy.value) return
    const typed = url.value.trim()
    const wish = ClaimWish.safeParse({
      code: code.value.trim(),
      ...(state.cloudUrlFrom === 'setting' ? {} : { cloudUrl: withScheme(typed) }),
    })
    if (!wish.success) {
      const fields = new Set(wish.error.issues.map(({ path }) => path[0]))
      wrong.value = {
        ...(fields.has('code') ? { code: () => t('setup.claim.code.form') } : {}),
        ...(fields.has('cloudUrl') ? { cloudUrl: () => t('setup.claim.url.form') } : {}),
      }
      return
    }
    busy.value = true
    wrong.value = {}
    try {
      const request = { path: '/claim', body: wish.data, timeoutMs: TRY_MS }
      claim.value = await call({ ...request, method: 'POST', answer: ClaimState })
      hurry()
    } catch (error) {
      wrong.value = wrongOf(problemOf(error))
    } finally {
      busy.value = false
    }
  }

  const isAsking = busy.value || state.step === 'asking'
  const isWaiting = state.step === 'waiting'
  // Refused before this page was opened: then nobody has typed another one here yet.
  const refused = state.fault === 'code' && code.value === '' ? t('setup.claim.refused') : undefined
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void go()
      }}
    >
      <p>{t('setup.claim.how')}</p>
      <TextField
        label={t('setup.claim.code')}
        name="claim-code"
        value={code.value}
        error={wrong.value.code?.() ?? refused}
        onChange={(value) => {
          code.value = value
          wrong.value = {}
        }}
      />
      {state.cloudUrlFrom !== 'setting' && (
        <TextField
          label={t('setup.claim.url')}
          name="claim-url"
          maxLength={300}
          value={url.value}
          hint={t('setup.claim.url.form')}
          error={wrong.value.cloudUrl?.()}
          onChange={(value) => {
            url.value = value
          }}
        />
      )}
      {isWaiting && state.fault !== null && state.fault !== 'code' && (
        <div class="notice warn" role="status" data-name="claim-waits">
          <span>{t(`setup.claim.${state.fault}`, { url: cloudUrl })}</span>
          <span class="hint">{state.reason}</span>
        </div>
      )}
      {wrong.value.other !== undefined && (
        <p class="notice danger" role="alert">
          {wrong.value.other()}
        </p>
      )}
      <button type="submit" class="button primary" data-name="claim-go" disabled={isAsking}>
        {isAsking && t('setup.claim.asking')}
        {!isAsking && t(isWaiting && code.value !== '' ? 'setup.claim.again' : 'setup.claim.go')}
      </button>
    </form>
  )
}

function wrongOf({ errors = [], detail }: Problem): Wrong {
  if (errors.some(({ field }) => field === 'code')) {
    return { code: () => t('setup.claim.refused') }
  }
  const atUrl = errors.find(({ field }) => field === 'cloudUrl')
  return atUrl === undefined ? { other: () => detail } : { cloudUrl: () => atUrl.message }
}

/** Nobody types it. */
function withScheme(url: string): string {
  return url === '' || url.includes('://') ? url : `https://${url}`
}

/** What is done, what is under way, what comes. */
function Steps({ state }: { readonly state: ClaimState }): JSX.Element {
  const { store, step, copied, reason } = state
  const at = store === null ? 0 : step === 'selling' ? 3 : 1
  const words = [
    store === null
      ? t('setup.claim.step.claimed')
      : t('setup.claim.step.store', { store: `${store.name} (${store.code})` }),
    at === 0 ? t('setup.claim.step.copy') : at === 3 ? t('setup.claim.step.copied') : copyWords(),
    t('setup.claim.step.selling'),
  ]

  function copyWords(): string {
    if (copied === null || copied.total === 0) return t('setup.claim.step.copying')
    const percent = Math.min(100, Math.floor((100 * copied.bytes) / copied.total))
    return t('setup.claim.step.percent', { percent })
  }

  return (
    <>
      <ol class="steps" data-name="claim-steps">
        {words.map((line, i) => (
          <li
            key={i}
            class={i < at ? 'done' : i === at ? 'now' : ''}
            aria-current={i === at && store !== null ? 'step' : undefined}
          >
            {line}
          </li>
        ))}
      </ol>
      {step === 'copying' && reason !== '' && (
        <p class="notice warn">{t('setup.claim.stuck', { reason })}</p>
      )}
    </>
  )
}
