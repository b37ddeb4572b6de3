import type { JSX } from 'preact'
import { now } from '../clock.ts'
import { age, count, dayAndTime } from '../format.ts'
import { storeOf, timeZone } from '../session.ts'
import { t, word } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Mark } from '../ui/mark.tsx'
import type { Column } from '../ui/table.tsx'
import type { Hub } from './hub.ts'
import type { StateChange } from './state-sheet.tsx'
import { Two } from './two.tsx'

export function hubColumns(onChange: (change: StateChange) => void): Column<Hub>[] {
  return [
    {
      key: 'hub',
      title: t('console.hub'),
      look: 'wide',
      cell: ({ name, storeCode, storeName, status }) => (
        <Two first={storeName} second={[storeCode, name, versionOf(status)].join(' · ')} />
      ),
    },
    {
      key: 'state',
      title: t('console.state'),
      look: 'nowrap',
      cell: (hub) => <Two first={<State hub={hub} />} second={<Seen hub={hub} />} />,
    },
    {
      key: 'unsent',
      title: t('console.hubs.unsent'),
      look: 'number',
      cell: ({ status }) =>
        status === null ? (
          '–'
        ) : (
          <Two first={count(status.unsent)} second={<Since at={status.oldestUnsentAt} />} />
        ),
    },
    {
      key: 'journal',
      title: t('console.hubs.journal'),
      look: 'number',
      cell: ({ epoch, cloudSeq }) => (
        <Two first={count(cloudSeq)} second={t('console.hubs.epoch', { epoch })} />
      ),
    },
    {
      key: 'replica',
      title: t('console.hubs.replica'),
      look: 'nowrap',
      cell: ({ status }) => <Replica status={status} />,
    },
    {
      key: 'tills',
      title: t('console.hubs.tills'),
      look: 'number',
      cell: ({ status }) => (status === null ? '–' : count(status.tills)),
    },
    {
      key: 'devices',
      title: t('console.hubs.devices'),
      cell: ({ status }) => <Devices devices={status?.devices ?? []} />,
    },
    {
      key: 'actions',
      title: t('console.hubs.actions'),
      look: 'nowrap',
      cell: (hub) => <Actions hub={hub} onChange={onChange} />,
    },
  ]
}

function versionOf(status: Hub['status']): string {
  return t('console.hubs.version', { version: status?.version ?? '–' })
}

function State({ hub }: { readonly hub: Hub }): JSX.Element {
  if (hub.state !== 'active') {
    return (
      <span title={hub.stateReason}>
        <Mark tone={hub.state === 'stopped' ? 'danger' : 'quiet'}>{word('hub', hub.state)}</Mark>
      </span>
    )
  }
  return hub.online ? (
    <Mark tone="good">{t('console.hubs.online')}</Mark>
  ) : (
    <Mark tone="warn">{t('console.hubs.offline')}</Mark>
  )
}

/** Ticks by itself; only what reads the clock is drawn again. */
function Seen({ hub }: { readonly hub: Hub }): JSX.Element {
  if (hub.state === 'stopped' && hub.stateReason !== '') return <>{hub.stateReason}</>
  if (hub.seenAt === null) return <>{t('console.hubs.never')}</>
  const zone = storeOf(hub.storeId)?.timeZone ?? timeZone.value
  return (
    <span title={dayAndTime(hub.seenAt, zone)}>
      {t('console.hubs.seen', { age: age(now() - hub.seenAt) })}
    </span>
  )
}

function Since({ at }: { readonly at: number | null }): JSX.Element {
  if (at === null) return <>{t('console.hubs.all-sent')}</>
  return <>{t('console.hubs.oldest', { age: age(now() - at) })}</>
}

function Replica({ status }: Pick<Hub, 'status'>): JSX.Element {
  if (status === null || status.replica === null) return <>–</>
  const { generation, frame } = status.replica
  return (
    <Two
      first={t('console.hubs.position', { generation, frame: count(frame) })}
      second={<ReplicaAge at={status.replicaAt} />}
    />
  )
}

function ReplicaAge({ at }: { readonly at: number | null }): JSX.Element {
  return <>{at === null ? '' : t('console.hubs.age', { age: age(now() - at) })}</>
}

type Device = NonNullable<Hub['status']>['devices'][number]

function Devices({ devices }: { readonly devices: readonly Device[] }): JSX.Element {
  if (devices.length === 0) return <>–</>
  return (
    <ul class="devices">
      {devices.map(({ device, kind, online }) => (
        <li key={device} title={kind}>
          <Mark tone={online ? 'good' : 'warn'}>
            {device}
            <span class="sr-only">
              {t(online ? 'console.hubs.device.on' : 'console.hubs.device.off')}
            </span>
          </Mark>
        </li>
      ))}
    </ul>
  )
}

interface ActionsProps {
  readonly hub: Hub
  readonly onChange: (change: StateChange) => void
}

function Actions({ hub, onChange }: ActionsProps): JSX.Element {
  switch (hub.state) {
    case 'active':
      return (
        <Button look="danger small" name="revoke" onPress={() => onChange({ hub, to: 'revoke' })}>
          {t('console.hubs.revoke')}
        </Button>
      )
    case 'stopped':
      return (
        <span class="actions">
          <Button look="small" name="resume" onPress={() => onChange({ hub, to: 'resume' })}>
            {t('console.hubs.resume')}
          </Button>
          <Button look="danger small" name="revoke" onPress={() => onChange({ hub, to: 'revoke' })}>
            {t('console.hubs.revoke')}
          </Button>
        </span>
      )
    case 'revoked':
      return <>–</>
  }
}
