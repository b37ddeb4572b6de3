import { DeviceConfig } from '#shared/contracts/device.ts'
import { parseJson } from './parse-json.ts'

export type ReadConfig =
  | { readonly config: DeviceConfig }
  | { readonly config: null; readonly reason: string }

/** Settings as the hub sent them; a newer hub may know kinds of devices and lines that this does not. */
export function readConfig(text: string): ReadConfig {
  if (text === '') return { config: null, reason: 'it has no settings' }
  const given = parseJson(text)
  const { data, error } = DeviceConfig.safeParse(given)
  if (data !== undefined) return { config: data }
  const issue = error?.issues[0]
  const path = issue?.path ?? []
  const field = path.join('.')
  if (path.at(-1) === 'kind') {
    const value = JSON.stringify(path.reduce(valueAt, given))
    const reason = `this gateway does not know ${field} ${value}: install the version of the hub`
    return { config: null, reason: reason.slice(0, 200) }
  }
  const words = `its settings were not understood: ${field} ${issue?.message ?? ''}`
  return { config: null, reason: words.slice(0, 200) }
}

function valueAt(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined
}
