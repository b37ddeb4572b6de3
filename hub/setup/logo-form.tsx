import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { DeviceConfig } from '#shared/contracts/device.ts'
import { call } from './api.ts'
import { logoOf } from './logo.ts'
import { hurry, problemOf } from './state.ts'
import { t } from './texts.ts'

type Printer = Extract<DeviceConfig, { kind: 'receipt-printer' }>

/** The picture at the head of a printer's receipts: chosen, looked at, kept. */
export function LogoForm({ config }: { readonly config: Printer }): JSX.Element {
  /** In base64, not kept yet. */
  const chosen = useSignal<string | null>(null)
  const said = useSignal<Said | null>(null)
  const shown = chosen.value ?? config.logo

  async function choose(file: File | undefined): Promise<void> {
    if (file === undefined) return
    const { logo, wrong } = await logoOf(file)
    chosen.value = logo
    said.value = wrong === null ? null : { tone: 'danger', words: wrong }
  }

  async function keep(logo: string | null): Promise<void> {
    const { logo: _, ...bare } = config
    const body = logo === null ? bare : { ...bare, logo }
    try {
      await call({ method: 'PUT', path: `/devices/${config.device}`, body, answer: DeviceConfig })
      chosen.value = null
      const words = () => t(logo === null ? 'setup.logo.removed' : 'setup.logo.kept')
      said.value = { tone: 'good', words }
      hurry()
    } catch (error) {
      const { detail } = problemOf(error)
      said.value = { tone: 'danger', words: () => detail }
    }
  }

  return (
    <div class="stack form">
      <p>{t('setup.logo.how')}</p>
      {shown !== undefined && (
        <img
          class="logo"
          alt={t('setup.logo.preview')}
          data-name="logo-preview"
          src={`data:image/png;base64,${shown}`}
        />
      )}
      <label class="button file">
        {t('setup.logo.choose')}
        <input
          type="file"
          accept="image/png,.png"
          class="sr-only"
          data-name="logo-file"
          onChange={(event) => {
            const input = event.currentTarget
            void choose(input.files?.[0]).finally(() => {
              input.value = ''
            })
          }}
        />
      </label>
      {said.value !== null && (
        <p class={`notice ${said.value.tone}`} role="status" data-name="logo-said">
          {said.value.words()}
        </p>
      )}
      <div class="actions">
        {chosen.value !== null && (
          <button
            type="button"
            class="button primary"
            data-name="logo-keep"
            onClick={() => void keep(chosen.value)}
          >
            {t('setup.save')}
          </button>
        )}
        {chosen.value !== null && (
          <button
            type="button"
            class="button"
            onClick={() => {
              chosen.value = null
            }}
          >
            {t('setup.cancel')}
          </button>
        )}
        {chosen.value === null && config.logo !== undefined && (
          <button
            type="button"
            class="button danger"
            data-name="logo-remove"
            onClick={() => void keep(null)}
          >
            {t('setup.logo.remove')}
          </button>
        )}
      </div>
    </div>
  )
}

interface Said {
  readonly tone: 'good' | 'danger'
  /** In the language of the moment. */
  readonly words: () => string
}
