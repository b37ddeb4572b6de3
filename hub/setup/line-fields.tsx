import type { JSX } from 'preact'
import type { Line } from '#shared/contracts/device.ts'
import { t } from './texts.ts'
import { Choice, TextField } from './ui/fields.tsx'

const speeds = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200] as const
const framings = {
  '8N1': { dataBits: 8, parity: 'none', stopBits: 1 },
  '8N2': { dataBits: 8, parity: 'none', stopBits: 2 },
  '8E1': { dataBits: 8, parity: 'even', stopBits: 1 },
  '8O1': { dataBits: 8, parity: 'odd', stopBits: 1 },
  '7E1': { dataBits: 7, parity: 'even', stopBits: 1 },
  '7O1': { dataBits: 7, parity: 'odd', stopBits: 1 },
} as const
const flows = ['none', 'rtscts', 'xonxoff'] as const
const flowNames = { rtscts: 'RTS/CTS', xonxoff: 'XON/XOFF' } as const

/** How bytes reach the device; of a USB printer and a virtual one there is nothing to set. */
export function LineFields(props: {
  readonly line: Line
  readonly errorAt: (field: string) => string | undefined
  readonly onChange: (line: Line) => void
}): JSX.Element | null {
  const { line, errorAt, onChange } = props
  if (line.kind === 'tcp')
    return (
      <div class="pair">
        <TextField
          label={t('setup.field.host')}
          name="host"
          value={line.host}
          error={errorAt('line.host')}
          onChange={(host) => onChange({ ...line, host: host.trim() })}
        />
        <TextField
          label={t('setup.field.port')}
          name="port"
          figures
          value={String(line.port)}
          error={errorAt('line.port')}
          onChange={(port) => onChange({ ...line, port: Number(port.replace(/\D/g, '')) })}
        />
      </div>
    )
  if (line.kind !== 'serial') return <p class="hint wrong">{errorAt('line.path')}</p>
  const framing = framingOf(line)
  return (
    <div class="stack">
      <div class="pair">
        <Choice
          label={t('setup.field.speed')}
          name="speed"
          value={String(line.baudRate)}
          error={errorAt('line.baudRate')}
          options={speeds.map((speed) => [String(speed), String(speed)])}
          onChange={(speed) => onChange({ ...line, baudRate: Number(speed) })}
        />
        <Choice
          label={t('setup.field.framing')}
          name="framing"
          value={framing ?? '8N1'}
          options={Object.keys(framings).map((one) => [one, one])}
          onChange={(one) => onChange({ ...line, ...(isFraming(one) ? framings[one] : {}) })}
        />
      </div>
      <Choice
        label={t('setup.field.flow')}
        name="flow"
        value={line.flow}
        options={flows.map((one) => [one, one === 'none' ? t('setup.flow.none') : flowNames[one]])}
        onChange={(one) =>
          onChange({ ...line, flow: flows.find((flow) => flow === one) ?? 'none' })
        }
        error={errorAt('line.path')}
      />
    </div>
  )
}

function isFraming(text: string): text is keyof typeof framings {
  return Object.hasOwn(framings, text)
}

/** As technicians write it: `8N1`. */
function framingOf(line: Extract<Line, { kind: 'serial' }>): string {
  return `${line.dataBits}${line.parity.charAt(0).toUpperCase()}${line.stopBits}`
}

export function lineWords(line: Line): string {
  switch (line.kind) {
    case 'serial':
      return `${line.baudRate} ${framingOf(line)}`
    case 'tcp':
      return `${line.host}:${line.port}`
    case 'usb':
      return line.path
    case 'virtual':
      return ''
  }
}
