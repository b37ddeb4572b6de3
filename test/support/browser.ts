import { type BrowserContext, type Browser as Chrome, chromium, type Page } from 'playwright-core'

/** A store's page is reached under such a name over plain HTTP: an insecure context, as in a shop. */
export const screenHost = 'till.shop.test'
/** HQ's page, too, is under a name of the company's own network. */
export const consoleHost = 'console.shop.test'
const ownHosts: readonly string[] = [screenHost, consoleHost]

export interface Screen {
  readonly page: Page
  /** What went wrong in the page; a test that expects something takes it out. */
  readonly faults: string[]
  readonly close: () => Promise<void>
}

export interface Browser extends AsyncDisposable {
  /** A new device: its own profile, so nothing is remembered from another. */
  readonly openDevice: (options?: DeviceOptions) => Promise<Screen>
  /** After each test: closes the devices and throws what went wrong in their pages. */
  readonly closeDevices: () => Promise<void>
}

export interface DeviceOptions {
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
  /** Requests that fail are what this test is about. */
  readonly allowFailedRequests?: boolean
}

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--host-resolver-rules=${ownHosts.map((host) => `MAP ${host} 127.0.0.1`).join(', ')}`,
]

/** It starts for as long as a test takes, so the files of a worker share one; it ends with the worker. */
let running: Promise<Chrome> | undefined

function startChrome(): Promise<Chrome> {
  running ??= chromium.launch({ executablePath: '/usr/bin/chromium', args: flags }).then(
    (chrome) => {
      chrome.once('disconnected', forget)
      return chrome
    },
    (error: unknown) => {
      forget()
      throw error
    },
  )
  return running
}

function forget(): void {
  running = undefined
}

/** Debian's Chromium; faults of the pages of its devices come out when it is put away. */
export async function openBrowser(): Promise<Browser> {
  const chrome = await startChrome()
  const screens: Screen[] = []
  const closeDevices: Browser['closeDevices'] = async () => {
    const open = screens.splice(0)
    const faults = open.flatMap((screen) => screen.faults)
    for (const screen of open) await screen.close()
    if (faults.length > 0) throw new Error(`the page had faults:\n${faults.join('\n')}`)
  }
  return {
    async openDevice(options = {}) {
      const context = await chrome.newContext({
        viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
        colorScheme: options.dark === true ? 'dark' : 'light',
        locale: 'en-US',
        timezoneId: 'Asia/Ulaanbaatar',
      })
      const screen = await screenOf(context, options)
      screens.push(screen)
      return screen
    },
    closeDevices,
    [Symbol.asyncDispose]: closeDevices,
  }
}

async function screenOf(context: BrowserContext, options: DeviceOptions): Promise<Screen> {
  const faults: string[] = []
  const page = await context.newPage()
  // A limit of what hangs, not of what is slow.
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => faults.push(`error: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    // The browser itself reports every answer above 399 and every cut line; the page handles them.
    const isNetwork = /^Failed to load resource|WebSocket connection/.test(message.text())
    const isRefusal = /status of 4\d\d/.test(message.text())
    if (isRefusal || (isNetwork && options.allowFailedRequests === true)) return
    faults.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (protocol === 'data:' || protocol === 'blob:' || ownHosts.includes(hostname)) return
    faults.push(`request to a foreign host: ${request.url()}`)
  })
  return { page, faults, close: () => context.close() }
}

const scannerKeyMs = 8

/**
 * As a scanner types: a fast burst ended by Enter. Each key carries the time at which the scanner
 * sent it, as keys of real hardware do, so that a busy test machine does not tear the burst apart.
 */
export async function scanWithWedge(page: Page, code: string): Promise<void> {
  const devTools = await page.context().newCDPSession(page)
  const startedMs = Date.now()
  for (const [at, key] of [...Array.from(code), 'Enter'].entries()) {
    const timestamp = (startedMs + at * scannerKeyMs) / 1000
    const text = key === 'Enter' ? '\r' : key
    const codes = key === 'Enter' ? enterKey : { code: /\d/.test(key) ? `Digit${key}` : '' }
    const event = { key, text, timestamp, ...codes }
    await devTools.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event })
    await devTools.send('Input.dispatchKeyEvent', { type: 'keyUp', key, timestamp, ...codes })
  }
  await devTools.detach()
}

const enterKey = { code: 'Enter', windowsVirtualKeyCode: 13 }

/** As a person types: no two keys within what a scanner would need. */
export async function typeByHand(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text, { delay: 95 })
}
