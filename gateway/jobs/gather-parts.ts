import type { DeviceJob } from '#shared/contracts/device.ts'

type RawPart = Extract<DeviceJob, { kind: 'raw' }>

/** All bytes of a raw job. */
export type RawJob = Omit<RawPart, 'part' | 'parts' | 'data'> & { readonly bytes: Uint8Array }

/** The hub has one job in flight, so only the newest is gathered; a lost part comes again with all. */
export function createGathering(): (part: RawPart) => RawJob | null {
  let key = ''
  let parts = new Map<number, Buffer>()
  return ({ part, parts: count, data, ...job }) => {
    const own = `${job.jobId} ${job.attempt} ${count}`
    if (own !== key) {
      key = own
      parts = new Map()
    }
    parts.set(part, Buffer.from(data, 'base64'))
    if (parts.size < count) return null
    const inOrder = [...parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes)
    key = ''
    parts = new Map()
    return { ...job, bytes: Buffer.concat(inOrder) }
  }
}
