import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { DeviceConfig } from '#shared/contracts/device.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import { fieldRules } from '#shared/domain/failure.ts'
import { call } from './api.ts'
import { configOf, type Draft, kinds, withKind } from './draft.ts'
import { LineFields } from './line-fields.tsx'
import { found, hurry, problemOf } from './state.ts'
import { t } from './texts.ts'
import { Choice, TextField, Tick } from './ui/fields.tsx'

/** Sets a device up, or changes it. */
export function DeviceForm(props: {
  readonly draft: Draft
  readonly onDone: () => void
}): JSX.Element {
  const draft = useSignal(props.draft)
  const problem = useSignal<Problem | null>(null)
  const busy = useSignal(false)
  const { kind, name, tills, till, line, before } = draft.value
  const set = (change: Partial<Draft>) => {
    draft.value = { ...draft.value, ...change }
  }
  const errorAt = (field: string) =>
    wordsOf(problem.value?.errors?.find((one) => one.field === field))
  const isAtField = (problem.value?.errors ?? []).some(({ field }) => shownFields.has(field))

  async function save(): Promise<void> {
    if (busy.value) return
    if (line.kind === 'tcp' && line.host === '') {
      problem.value = missing('line.host', t('setup.field.host.wanted'))
      return
    }
    busy.value = true
    problem.value = null
    try {
      const { device } = draft.value
      const path = `/devices/${device}`
      await call({ method: 'PUT', path, body: configOf(draft.value), answer: DeviceConfig })
      hurry()
      props.onDone()
    } catch (error) {
      problem.value = problemOf(error)
    } finally {
      busy.value = false
    }
  }

  return (
    <form
      class="stack form"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {before === null && line.kind !== 'virtual' && (
        <Choice
          label={t('setup.field.kind')}
          name="kind"
          value={kind}
          options={kinds.map((one) => [one, t(`setup.kind.${one}`)])}
          onChange={(value) => {
            const chosen = kinds.find((one) => one === value)
            if (chosen !== undefined) draft.value = withKind(draft.value, chosen)
          }}
        />
      )}
      <TextField
        label={t('setup.field.name')}
        name="name"
        value={name}
        error={errorAt('name')}
        onChange={(value) => set({ name: value })}
      />
      <KindFields draft={draft.value} set={set} />
      {kind === 'receipt-printer' ? (
        <fieldset class="field">
          <legend class="label">{t('setup.field.tills')}</legend>
          {found.value.tills.map((code) => (
            <Tick
              key={code}
              label={code}
              name={`till-${code}`}
              checked={tills.includes(code)}
              onChange={(on) =>
                set({ tills: on ? [...tills, code] : tills.filter((one) => one !== code) })
              }
            />
          ))}
          <span class="hint">
            {t(
              found.value.tills.length === 0
                ? 'setup.field.tills.unpaired'
                : 'setup.field.tills.how',
            )}
          </span>
        </fieldset>
      ) : (
        <Choice
          label={t('setup.field.till')}
          name="till"
          value={till}
          options={[
            ['', t('setup.field.till.none')],
            ...[...new Set([...found.value.tills, ...(till === '' ? [] : [till])])].map(
              (code) => [code, code] as const,
            ),
          ]}
          onChange={(value) => set({ till: value })}
        />
      )}
      <LineFields line={line} errorAt={errorAt} onChange={(next) => set({ line: next })} />
      {problem.value !== null && !isAtField && (
        <p class="notice danger" role="alert">
          {problem.value.detail}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button primary" data-name="save" disabled={busy.value}>
          {t('setup.save')}
        </button>
        <button type="button" class="button" onClick={() => props.onDone()}>
          {t('setup.cancel')}
        </button>
      </div>
    </form>
  )
}

type FieldError = NonNullable<Problem['errors']>[number]

/** Ours where we have them; what else the hub says stays as it came. */
function wordsOf(error: FieldError | undefined): string | undefined {
  const rule = fieldRules.find((known) => known === error?.rule)
  return rule === undefined
    ? error?.message
    : t(`setup.field.${rule}`, { limit: error?.limit ?? 0 })
}

function missing(field: string, message: string): Problem {
  const errors = [{ field, message }]
  return { type: 'about:blank', title: message, status: 422, detail: message, errors }
}

/** What is wrong there stands at the field itself. */
const shownFields = new Set(['name', 'line.path', 'line.host', 'line.port', 'line.baudRate'])

function KindFields({
  draft,
  set,
}: {
  readonly draft: Draft
  readonly set: (change: Partial<Draft>) => void
}): JSX.Element | null {
  switch (draft.kind) {
    case 'receipt-printer': {
      const printers = found.value.gateways.find((one) => one.gateway === draft.gateway)?.printers
      const known = (printers ?? []).map((one) => [one.profile, one.label] as const)
      const isKnown = known.some(([profile]) => profile === draft.profile)
      return (
        <>
          <Choice
            label={t('setup.field.profile')}
            name="profile"
            value={draft.profile}
            options={isKnown ? known : [[draft.profile, draft.profile], ...known]}
            onChange={(profile) => {
              const columns = printers?.find((one) => one.profile === profile)?.columns
              set({ profile, ...(columns === undefined ? {} : { columns }) })
            }}
          />
          <Tick
            label={t('setup.field.drawer')}
            name="drawer"
            checked={draft.drawer}
            onChange={(drawer) => set({ drawer })}
          />
        </>
      )
    }
    case 'card-reader':
      return (
        <Choice
          label={t('setup.field.reader')}
          name="reader"
          value={draft.reader}
          options={readers.map((one) => [one, t(`setup.reader.${one}`)])}
          onChange={(value) => set({ reader: readers.find((one) => one === value) ?? 'magstripe' })}
        />
      )
    case 'customer-display':
      return (
        <Choice
          label={t('setup.field.display')}
          name="display"
          value={draft.display}
          options={[
            ['cd5220', 'CD5220'],
            ['epson-vfd', 'Epson'],
          ]}
          onChange={(value) => set({ display: value === 'epson-vfd' ? 'epson-vfd' : 'cd5220' })}
        />
      )
    case 'reserved-line':
      return (
        <Choice
          label={t('setup.field.use')}
          name="use"
          value={draft.use}
          options={uses.map((one) => [one, t(`setup.use.${one}`)])}
          onChange={(value) => set({ use: uses.find((one) => one === value) ?? 'other' })}
        />
      )
    case 'barcode-scanner':
    case 'scale':
      return null
  }
}

const readers = ['magstripe', 'rdm6300', 'wiegand'] as const
const uses = ['payment', 'fiscal', 'other'] as const
