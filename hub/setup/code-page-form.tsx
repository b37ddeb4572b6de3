import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { z } from 'zod'
import { type CodePages, DeviceConfig } from '#shared/contracts/device.ts'
import { call } from './api.ts'
import { hurry, problemOf } from './state.ts'
import { t } from './texts.ts'
import { TextField } from './ui/fields.tsx'

type Printer = Extract<DeviceConfig, { kind: 'receipt-printer' }>

/** What can be read on the printed list where the number is that of the page. */
const samples = {
  rk1048: 'ӨөҮүЖя',
  cp866: 'Жя',
  cp852: 'řţş',
} as const satisfies Partial<Record<keyof CodePages, string>>
type Sampled = keyof typeof samples
const pages: readonly Sampled[] = ['rk1048', 'cp866', 'cp852']

/** Clones number their pages as they like: the technician reads the number off the paper. */
export function CodePageForm({ config }: { readonly config: Printer }): JSX.Element {
  const typed = useSignal<Readonly<Record<Sampled, string>>>({
    rk1048: shown(config, 'rk1048'),
    cp866: shown(config, 'cp866'),
    cp852: shown(config, 'cp852'),
  })
  const wrong = useSignal<Sampled | null>(null)
  const said = useSignal<{ readonly tone: 'good' | 'danger'; readonly words: string } | null>(null)

  async function run(done: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
      said.value = { tone: 'good', words: done }
    } catch (error) {
      said.value = { tone: 'danger', words: problemOf(error).detail }
    }
  }

  function print(): Promise<void> {
    const path = `/devices/${config.device}/code-page-test`
    return run(t('setup.letters.printed'), () =>
      call({ method: 'POST', path, answer: z.unknown() }),
    )
  }

  async function keep(): Promise<void> {
    wrong.value = pages.find((page) => !isNumber(typed.value[page].trim())) ?? null
    if (wrong.value !== null) return
    const found = Object.fromEntries(
      pages.map((page) => [page, numberOf(typed.value[page])] as const),
    )
    const body = { ...config.codePages, ...found }
    const path = `/devices/${config.device}/code-pages`
    await run(t('setup.letters.kept'), async () => {
      await call({ method: 'PUT', path, body, answer: DeviceConfig })
      hurry()
    })
  }

  return (
    <form
      class="stack form"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <p>{t('setup.letters.how', { sample: samples.rk1048 })}</p>
      <button type="button" class="button" data-name="print-list" onClick={() => void print()}>
        {t('setup.letters.print')}
      </button>
      {pages.map((page) => (
        <TextField
          key={page}
          label={t('setup.letters.number', { sample: samples[page] })}
          name={`page-${page}`}
          figures
          maxLength={3}
          value={typed.value[page]}
          error={wrong.value === page ? t('setup.letters.wrong') : undefined}
          onChange={(value) => {
            typed.value = { ...typed.value, [page]: value }
          }}
        />
      ))}
      <p class="hint">{t('setup.letters.none')}</p>
      {said.value !== null && (
        <p class={`notice ${said.value.tone}`} role="status" data-name="letters-said">
          {said.value.words}
        </p>
      )}
      <button type="submit" class="button primary" data-name="keep-pages">
        {t('setup.save')}
      </button>
    </form>
  )
}

function shown(config: Printer, page: Sampled): string {
  return String(config.codePages?.[page] ?? '')
}

function isNumber(text: string): boolean {
  return text === '' || (/^\d{1,3}$/.test(text) && Number(text) <= 255)
}

/** Empty = as the model has it. */
function numberOf(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text)
}
