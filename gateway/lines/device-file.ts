import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import type { Line } from '#shared/contracts/device.ts'
import { listPorts } from './ports.ts'
import { nameLine } from './words.ts'

/** A pulled plug takes the device's file away: looked at this often, well within two seconds. */
const LOOK_MS = 500

export type FileLine = Extract<Line, { kind: 'serial' | 'usb' }>

/** Rejects with what to do when the file is not there, is no device, or belongs to somebody else. */
export async function checkDeviceFile(line: FileLine): Promise<void> {
  const found = await stat(line.path).catch(() => null)
  if (found === null) throw new Error(await notThere(line))
  if (!found.isCharacterDevice())
    throw new Error(`${nameLine(line)}: this file is no device; set the path of one`)
  await access(line.path, constants.R_OK | constants.W_OK).catch(() => {
    const group = line.kind === 'serial' ? 'dialout' : 'lp'
    throw new Error(`${nameLine(line)}: no right to open it; add the gateway's user to ${group}`)
  })
}

async function notThere(line: FileLine): Promise<string> {
  const ports = (await listPorts()).filter((port) => port.kind === line.kind)
  const found = ports.length === 0 ? 'none is' : `there is ${ports[0]?.path}`
  return `${nameLine(line)}: not plugged in (${found}); check its cable, or set another path`
}

/** What a system call refused, in words; `cause` keeps its own. */
export function openFault(line: FileLine, error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error)
  const isTaken = /lock|EBUSY|EWOULDBLOCK|EAGAIN|busy/i.test(text)
  const words = isTaken
    ? 'is used by another program; end it, or set another path'
    : `cannot be opened: ${text}`
  return new Error(`${nameLine(line)} ${words}`, { cause: error })
}

export interface DeviceFile {
  /** Calls once when the file is gone or has become another: seen also where nothing is read. */
  watch(onGone: () => void): void
  unwatch(): void
}

export async function rememberDeviceFile(path: string): Promise<DeviceFile> {
  const first = await identityOf(path)
  let timer: NodeJS.Timeout | undefined
  let isWatched = false

  async function look(onGone: () => void): Promise<void> {
    const now = await identityOf(path)
    if (!isWatched) return
    if (now === first) lookLater(onGone)
    else onGone()
  }

  function lookLater(onGone: () => void): void {
    timer = setTimeout(() => void look(onGone), LOOK_MS)
  }

  return {
    watch(onGone) {
      isWatched = true
      lookLater(onGone)
    },
    unwatch() {
      isWatched = false
      clearTimeout(timer)
    },
  }
}

async function identityOf(path: string): Promise<string> {
  try {
    const { dev, ino, rdev } = await stat(path)
    return `${await realpath(path)} ${dev} ${ino} ${rdev}`
  } catch {
    return 'gone'
  }
}
