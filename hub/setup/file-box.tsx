import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { DeviceFile } from '#shared/contracts/found.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import { call } from './api.ts'
import { hurry, problemOf } from './state.ts'
import { t } from './texts.ts'

/** All devices as one file: away from here, or back in. */
export function FileBox(): JSX.Element {
  const chosen = useSignal<{ readonly devices: readonly unknown[] } | null>(null)
  const problem = useSignal<Problem | null>(null)
  const done = useSignal<number | null>(null)

  async function save(): Promise<void> {
    try {
      const file = await call({ path: '/devices/export', answer: DeviceFile })
      const link = document.createElement('a')
      const text = `${JSON.stringify(file, null, 2)}\n`
      link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
      link.download = 'devices.json'
      link.click()
      URL.revokeObjectURL(link.href)
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  async function read(file: File | undefined): Promise<void> {
    done.value = null
    problem.value = null
    chosen.value = null
    if (file === undefined) return
    try {
      const content: unknown = JSON.parse(await file.text())
      // The hub says what is wrong with it, field by field.
      const listed =
        typeof content === 'object' && content !== null ? Reflect.get(content, 'devices') : null
      chosen.value = { ...Object(content), devices: Array.isArray(listed) ? listed : [] }
    } catch (error) {
      const detail = t('setup.file.broken', { why: error instanceof Error ? error.message : '' })
      problem.value = { type: 'about:blank', title: detail, status: 422, detail }
    }
  }

  async function load(): Promise<void> {
    problem.value = null
    try {
      const body = chosen.value
      const now = await call({ method: 'PUT', path: '/devices', body, answer: DeviceFile })
      chosen.value = null
      done.value = now.devices.length
      hurry()
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  return (
    <section class="card stack" aria-labelledby="file">
      <h2 id="file">{t('setup.file')}</h2>
      <p class="hint">{t('setup.file.how')}</p>
      <div class="actions">
        <button type="button" class="button" data-name="save-file" onClick={() => void save()}>
          {t('setup.file.save')}
        </button>
        <label class="button file">
          {t('setup.file.load')}
          <input
            type="file"
            accept="application/json,.json"
            class="sr-only"
            data-name="load-file"
            onChange={(event) => {
              const input = event.currentTarget
              void read(input.files?.[0]).finally(() => {
                input.value = ''
              })
            }}
          />
        </label>
      </div>
      {chosen.value !== null && (
        <div class="stack">
          <p>{t('setup.file.sure', { n: chosen.value.devices.length })}</p>
          <button
            type="button"
            class="button danger"
            data-name="load-yes"
            onClick={() => void load()}
          >
            {t('setup.file.yes')}
          </button>
        </div>
      )}
      {problem.value !== null && (
        <div class="notice danger" role="alert">
          <strong>{problem.value.detail}</strong>
          {(problem.value.errors ?? []).slice(1).map(({ field, message }) => (
            <span key={field}>
              {field}: {message}
            </span>
          ))}
        </div>
      )}
      {done.value !== null && (
        <p class="notice good" role="status">
          {t('setup.file.done', { n: done.value })}
        </p>
      )}
    </section>
  )
}
