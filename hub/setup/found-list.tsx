import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { type FoundDevices, type FoundPort, ProbeAnswer } from '#shared/contracts/found.ts'
import { call } from './api.ts'
import { type Draft, draftOf, kinds } from './draft.ts'
import { NetworkPort } from './network-port.tsx'
import { Adopting, Answer } from './probed.tsx'
import { devices, found, problemOf } from './state.ts'
import { t } from './texts.ts'

type Gateway = FoundDevices['gateways'][number]
type RealPort = Extract<FoundPort, { kind: 'serial' | 'usb' }>

/** What the gateways see, and what becomes of it. */
export function FoundList(): JSX.Element {
  const { gateways } = found.value
  return (
    <section class="stack" aria-labelledby="found">
      <h2 id="found">{t('setup.found')}</h2>
      {gateways.length === 0 && <p class="hint">{t('setup.found.no-gateway')}</p>}
      {gateways.map((one) => (
        <GatewayPorts key={one.gateway} seen={one} />
      ))}
    </section>
  )
}

function GatewayPorts({ seen }: { readonly seen: Gateway }): JSX.Element {
  const { gateway, isOnline, ports } = seen
  const real = ports.filter((port): port is RealPort => port.kind !== 'virtual')
  const virtual = ports.flatMap((port) => (port.kind === 'virtual' ? [port] : []))
  const draft = useSignal<Draft | null>(null)
  return (
    <div class="stack">
      <h3 class="gateway">{t('setup.found.gateway', { gateway })}</h3>
      {!isOnline && <p class="notice warn">{t('setup.found.gateway.off')}</p>}
      {real.length === 0 && <p class="hint">{t('setup.found.none')}</p>}
      {real.map((port) => (
        <Port key={port.path} gateway={gateway} port={port} />
      ))}
      <NetworkPort gateway={gateway} />
      {virtual.length > 0 && (
        <div class="card stack port">
          <strong>{t('setup.found.virtual')}</strong>
          <div class="actions">
            {virtual.map((port) => {
              const kind = kinds.find((one) => one === port.is)
              if (kind === undefined) return null
              return (
                <button
                  key={kind}
                  type="button"
                  class="button"
                  data-name={`adopt-${kind}`}
                  onClick={() => {
                    draft.value = draftOf(gateway, port, null)
                  }}
                >
                  {t(`setup.kind.${kind}`)}
                </button>
              )
            })}
          </div>
          {draft.value !== null && (
            <Adopting draft={draft.value} end={() => (draft.value = null)} />
          )}
        </div>
      )}
    </div>
  )
}

function Port({
  gateway,
  port,
}: {
  readonly gateway: string
  readonly port: RealPort
}): JSX.Element {
  const { kind, path, name } = port
  const answer = useSignal<ProbeAnswer | null>(null)
  const problem = useSignal('')
  const busy = useSignal(false)
  const draft = useSignal<Draft | null>(null)
  const holder = devices.value.find(({ config }) => config.device === port.device)

  async function probe(): Promise<void> {
    if (busy.value) return
    busy.value = true
    answer.value = null
    problem.value = ''
    try {
      const body = { gateway, kind, path }
      const request = { path: '/found-devices/probe', body, timeoutMs: 12_000 }
      answer.value = await call({ ...request, method: 'POST', answer: ProbeAnswer })
    } catch (error) {
      problem.value = problemOf(error).detail
    } finally {
      busy.value = false
    }
  }

  return (
    <div class="card stack port" data-name={`port-${path}`}>
      <div>
        <strong>{name}</strong>
        <p class="hint path">
          {t(`setup.found.${kind}`)} · {path}
        </p>
      </div>
      {port.device !== null ? (
        <p class="hint">{t('setup.found.used', { name: holder?.config.name ?? port.device })}</p>
      ) : (
        <>
          <div class="actions">
            <button
              type="button"
              class="button"
              data-name="probe"
              disabled={busy.value}
              onClick={() => void probe()}
            >
              {t(busy.value ? 'setup.probe.asking' : 'setup.probe')}
            </button>
            <button
              type="button"
              class="button primary"
              data-name="adopt"
              onClick={() => {
                draft.value = draftOf(gateway, port, answer.value)
              }}
            >
              {t('setup.adopt')}
            </button>
          </div>
          {answer.value !== null && <Answer answer={answer.value} />}
          {problem.value !== '' && <p class="notice danger">{problem.value}</p>}
          {draft.value !== null && (
            <Adopting draft={draft.value} end={() => (draft.value = null)} />
          )}
        </>
      )}
    </div>
  )
}
