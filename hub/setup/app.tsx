import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { token } from './api.ts'
import { ClaimBox } from './claim-box.tsx'
import { DeviceCard } from './device-card.tsx'
import { FileBox } from './file-box.tsx'
import { FoundList } from './found-list.tsx'
import { claim, devices, hasSeenClaim, isLost, refresh, refused } from './state.ts'
import { language, screenLanguages, switchLanguage, t } from './texts.ts'

/** A language is named in itself, whatever the screen's language is. */
const names = { mn: 'Монгол', en: 'English' } as const

export function App(): JSX.Element {
  return (
    <main class="page">
      <header class="head">
        <h1>{t('setup.title')}</h1>
        <div class="languages" role="group" aria-label={t('setup.language')}>
          {screenLanguages.map((code) => (
            <button
              key={code}
              type="button"
              class="button quiet small"
              lang={code}
              aria-pressed={language.value === code}
              onClick={() => switchLanguage(code)}
            >
              {names[code]}
            </button>
          ))}
        </div>
      </header>
      {isLost.value && (
        <p class="notice warn" role="status">
          {t('setup.no-answer')}
        </p>
      )}
      {token.value === null ? <SignIn /> : <Setup />}
    </main>
  )
}

function SignIn(): JSX.Element {
  const typed = useSignal('')
  async function signIn(): Promise<void> {
    if (typed.value.trim() === '') return
    refused.value = null
    token.value = typed.value.trim()
    await refresh()
  }
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault()
        void signIn()
      }}
    >
      <label class="field">
        <span class="label">{t('setup.token')}</span>
        <input
          class="input"
          type="password"
          autocomplete="off"
          data-name="token"
          value={typed.value}
          aria-invalid={refused.value?.status === 401 ? 'true' : undefined}
          onInput={(event) => {
            typed.value = event.currentTarget.value
          }}
        />
        <span class="hint">{t('setup.token.how')}</span>
      </label>
      {refused.value !== null && (
        <p class="notice danger" role="alert">
          {refused.value.status === 401 ? t('setup.token.wrong') : refused.value.detail}
        </p>
      )}
      <button type="submit" class="button primary" data-name="sign-in">
        {t('setup.sign-in')}
      </button>
    </form>
  )
}

function Setup(): JSX.Element {
  const isClaimed = claim.value !== null && claim.value.store !== null
  return (
    <>
      {refused.value !== null && (
        <p class="notice danger" role="alert">
          {refused.value.detail}
        </p>
      )}
      <ClaimBox />
      {isClaimed && <Devices />}
      <button
        type="button"
        class="button quiet"
        onClick={() => {
          token.value = null
          hasSeenClaim.value = false
        }}
      >
        {t('setup.sign-out')}
      </button>
    </>
  )
}

/** They belong to a store. */
function Devices(): JSX.Element {
  return (
    <>
      <section class="stack" aria-labelledby="devices">
        <h2 id="devices">{t('setup.devices')}</h2>
        {devices.value.length === 0 && <p class="hint">{t('setup.devices.none')}</p>}
        {devices.value.map((status) => (
          <DeviceCard key={status.config.device} status={status} />
        ))}
      </section>
      <FoundList />
      <FileBox />
    </>
  )
}
