import { readdir, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'

/** Something to which a device may be plugged. */
export interface FoundPort {
  readonly kind: 'serial' | 'usb'
  /** The name to configure: one that stays when other devices come and go, where there is one. */
  readonly path: string
  /** The kernel's own name, given in the order of plugging. */
  readonly device: string
  /** What the plug says of itself, for people. */
  readonly name: string
}

/** Serial ports by their lasting names (`/dev/serial/by-id`, else by-path), and USB printers. */
export async function listPorts(root = '/'): Promise<readonly FoundPort[]> {
  const [byId, byPath, ttys, printers] = await Promise.all([
    links(join(root, 'dev/serial/by-id')),
    links(join(root, 'dev/serial/by-path')),
    names(join(root, 'dev'), /^tty(USB|ACM|S|AMA|XRUSB)\d+$/),
    names(join(root, 'dev/usb'), /^lp\d+$/),
  ])
  const serial = await Promise.all(
    ttys.map(async (tty): Promise<readonly FoundPort[]> => {
      const device = join(root, 'dev', tty)
      if (tty.startsWith('ttyS') && !(await hasUart(root, tty))) return []
      const lasting = byId.get(device)
      const path = lasting ?? byPath.get(device) ?? device
      return [{ kind: 'serial', path, device, name: lasting === undefined ? tty : said(lasting) }]
    }),
  )
  const usb = printers.map(async (lp): Promise<FoundPort> => {
    const path = join(root, 'dev/usb', lp)
    return { kind: 'usb', path, device: path, name: await printerName(root, lp) }
  })
  return [...serial.flat(), ...(await Promise.all(usb))]
}

/** Links by the real file that each leads to. */
async function links(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const name of await names(folder, /./)) {
    const path = join(folder, name)
    const device = await realpath(path).catch(() => null)
    if (device !== null) found.set(device, path)
  }
  return found
}

async function names(folder: string, wanted: RegExp): Promise<readonly string[]> {
  const all = await readdir(folder).catch(() => [])
  return all.filter((name) => wanted.test(name)).sort(inNumberOrder)
}

function inNumberOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

/** The kernel makes names for 4 to 32 ports, whether the board has them or not. */
async function hasUart(root: string, tty: string): Promise<boolean> {
  const type = await text(join(root, 'sys/class/tty', tty, 'type'))
  return type !== '' && type !== '0'
}

/** `usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0` → `FTDI FT232R USB UART A50285BI`. */
function said(path: string): string {
  const name = path.split('/').at(-1) ?? path
  return name
    .replace(/^usb-/, '')
    .replace(/-if\d+(-port\d+)?$/, '')
    .replaceAll('_', ' ')
}

/** From the IEEE 1284 id, as `MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;`. */
async function printerName(root: string, lp: string): Promise<string> {
  const id = await text(join(root, 'sys/class/usbmisc', lp, 'device/ieee1284_id'))
  const field = (short: string, long: string) =>
    new RegExp(`(?:^|;)(?:${short}|${long}):([^;]*)`).exec(id)?.[1]?.trim() ?? ''
  const name = `${field('MFG', 'MANUFACTURER')} ${field('MDL', 'MODEL')}`.trim()
  return name === '' ? lp : name
}

async function text(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).trim()
}
