import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { DeviceFile } from '#shared/contracts/found.ts'
import { Failure } from '#shared/domain/failure.ts'
import { requestFailure } from '#shared/domain/request-failure.ts'
import { isMissing, writeDurably } from '../disk/durable.ts'
import type { Devices } from './devices.ts'

/** As much as `PUT /v1/devices` takes. */
const BYTES_MAX = 1024 * 1024

/**
 * Sets all devices up as the file of `KASSA_DEVICES_FILE` says, once for each content of it: what
 * was changed by hand since then stays. A file that cannot be used changes nothing and is told in
 * the log, since the shop has to sell.
 */
export async function applyDevicesFile(deps: {
  readonly path: string
  /** Beside the journal: the sha256 of what was applied last. */
  readonly mark: string
  readonly devices: Pick<Devices, 'replace'>
  readonly log: {
    info(fields: object, message: string): void
    error(fields: object, message: string): void
  }
}): Promise<void> {
  const { path, mark, log } = deps
  const file = `KASSA_DEVICES_FILE: ${path}`
  try {
    const text = read(path)
    const hash = createHash('sha256').update(text).digest('hex')
    if (hash === readMark(mark)) return
    const { devices } = parse(text)
    await deps.devices.replace(devices)
    writeDurably(mark, `${hash}\n`)
    log.info({ devices: devices.length }, `${file} was applied`)
  } catch (error) {
    // Whatever it is, a disk without room for the mark too, it is no reason not to sell.
    const fields = error instanceof Failure ? error.fields : []
    log.error({ fields }, `${file}: ${wordsOf(error)}; correct it and start the hub again`)
  }
}

function read(path: string): string {
  try {
    const { size } = statSync(path)
    if (size > BYTES_MAX)
      throw new Failure('too-large', `it has ${size} bytes; at most ${BYTES_MAX} are read`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Failure) throw error
    const why = isMissing(error) ? 'it is not there' : wordsOf(error)
    throw new Failure('invalid', `it cannot be read: ${why}`)
  }
}

function parse(text: string): DeviceFile {
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch (error) {
    throw new Failure('invalid', `it is not JSON: ${wordsOf(error)}`)
  }
  const { data, error } = DeviceFile.safeParse(input)
  if (error !== undefined) throw requestFailure(error, { target: 'the file', input })
  return data
}

function readMark(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    // Nothing was applied yet.
    return ''
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
