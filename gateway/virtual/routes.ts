import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { DeviceConfig, DeviceState } from '#shared/contracts/device.ts'
import { Language } from '#shared/contracts/units.ts'
import { Failure, statusByCode } from '#shared/domain/failure.ts'
import { textsIn } from '#shared/texts/catalogue.ts'
import { devicePageTexts } from '#shared/texts/device-page.ts'
import { counterRoutes, viewCounter } from './counter-routes.ts'
import type { VirtualDevices } from './devices.ts'
import type { LinkSwitch } from './link-switch.ts'
import { readPageFile } from './page-files.ts'
import type { VirtualPrinter } from './printer.ts'
import { parse, readJson } from './request-body.ts'
import { viewRoll } from './roll-view.ts'

/** What the gateway knows of a device, real or virtual. */
export interface DeviceSummary {
  readonly config: DeviceConfig
  readonly availability: 'online' | 'offline'
  readonly reason: string
  readonly paper?: DeviceState['paper']
  readonly cover?: DeviceState['cover']
  readonly drawer?: DeviceState['drawer']
  readonly error?: string
}

export interface DevicePageRoutesDeps {
  readonly store: string
  readonly gateway: string
  readonly devices: () => readonly DeviceSummary[]
  readonly virtualDevices: VirtualDevices
  readonly link: LinkSwitch | null
  /** Tells of a device that changed, or of all; the answer ends the telling. */
  readonly subscribe: (listener: () => void) => () => void
}

const actions = {
  'paper-out': (printer) => printer.setPaper('out'),
  'paper-in': (printer) => printer.setPaper('ok'),
  'paper-low': (printer) => printer.setPaper('low'),
  'cover-open': (printer) => printer.setCover('open'),
  'cover-close': (printer) => printer.setCover('closed'),
  offline: (printer) => printer.setPower('off'),
  online: (printer) => {
    printer.setPower('on')
    printer.setSilent(false)
    printer.setCable('in')
    printer.setAnswers('good')
  },
  silent: (printer) => printer.setSilent(true),
  'run-out': (printer) => printer.runOutAfter(5),
  'run-out-byte': (printer) => printer.runOutAtByte(200),
  garbage: (printer) => printer.setAnswers('garbage'),
  half: (printer) => printer.setAnswers('half'),
  unplug: (printer) => printer.setCable('out'),
  'drawer-close': (printer) => printer.setDrawer('closed'),
  tear: (printer) => printer.tear(),
} as const satisfies Record<string, (printer: VirtualPrinter) => void>

const Action = z.enum(Object.keys(actions) as [keyof typeof actions])
const Scan = z.object({ data: z.string().min(1).max(500) })
const LinkState = z.object({ cut: z.boolean() })
const receiptsShown = 20
/** The link may be cut elsewhere; the page asks again this often. */
const refreshMs = 2000

export function devicePageRoutes(deps: DevicePageRoutesDeps): Hono {
  const app = new Hono()

  // The page may be open beside any website: only its own requests may move devices.
  app.use(async (context, next) => {
    const origin = context.req.header('origin')
    if (origin !== undefined && new URL(origin).host !== context.req.header('host')) {
      throw new Failure('forbidden', `requests from ${origin} are not taken`)
    }
    await next()
  })

  app.get('/', (context) => context.html(readPageFile('index.html')))
  app.get('/page.css', (context) => {
    return context.body(readPageFile('page.css'), 200, {
      'content-type': 'text/css; charset=utf-8',
    })
  })
  app.get('/page.js', (context) => {
    return context.body(readPageFile('page.js'), 200, {
      'content-type': 'text/javascript; charset=utf-8',
    })
  })
  app.get('/counter.js', (context) => {
    return context.body(readPageFile('counter.js'), 200, {
      'content-type': 'text/javascript; charset=utf-8',
    })
  })
  app.get('/texts/:language', (context) => {
    const language = Language.catch('en').parse(context.req.param('language'))
    return context.json(textsIn(language, [devicePageTexts]))
  })

  app.get('/devices', (context) => {
    const { store, gateway } = deps
    return context.json({ store, gateway, devices: deps.devices().map(viewDevice) })
  })

  app.get('/devices/:device/roll', (context) => {
    return context.json(viewRoll(printerOf(context.req.param('device')), receiptsShown))
  })

  app.post('/devices/:device/scan', async (context) => {
    const device = context.req.param('device')
    const scanner = deps.virtualDevices.scanner(device)
    if (scanner === undefined) throw new Failure('not-found', `no virtual scanner ${device}`)
    const { data } = parse(Scan, await readJson(context.req.raw))
    return context.json({ heard: scanner.scan(data) })
  })

  app.route('/devices', counterRoutes(deps.virtualDevices))

  app.post('/devices/:device/:action', (context) => {
    const { device, action } = context.req.param()
    const printer = printerOf(device)
    actions[parse(Action, action)](printer)
    return context.json(printer.state())
  })

  app.get('/link', async (context) => context.json(await viewLink(deps.link)))
  app.put('/link', async (context) => {
    const { cut } = parse(LinkState, await readJson(context.req.raw))
    if (deps.link === null) {
      throw new Failure('not-found', 'there is no link switch here; set KASSA_LINK_URL')
    }
    const now = await deps.link.set(cut)
    if (now === null) throw new Failure('unavailable', 'the link switch does not answer')
    return context.json({ cut: now })
  })

  app.get('/events', (context) => {
    return streamSSE(context, async (stream) => {
      let isNew = true
      let wake = () => {}
      const unsubscribe = deps.subscribe(() => {
        isNew = true
        wake()
      })
      stream.onAbort(() => wake())
      while (!stream.aborted) {
        if (!isNew) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, refreshMs)
            wake = () => {
              clearTimeout(timer)
              resolve()
            }
          })
        }
        isNew = false
        await stream.writeSSE({ event: 'changed', data: '' })
        // A receipt is hundreds of changes; a screen needs twenty a second.
        await stream.sleep(50)
      }
      unsubscribe()
    })
  })

  app.notFound((context) => {
    return problem(new Failure('not-found', `${context.req.path} is not here`))
  })
  app.onError((error) => {
    if (error instanceof Failure) return problem(error)
    throw error
  })
  return app

  function printerOf(device: string): VirtualPrinter {
    const printer = deps.virtualDevices.printer(device)
    if (printer === undefined) throw new Failure('not-found', `no virtual printer ${device}`)
    return printer
  }

  function viewDevice(summary: DeviceSummary) {
    const { config, ...health } = summary
    const { device, kind, name } = config
    return {
      device,
      kind,
      name,
      line: lineText(config),
      detail: config.kind === 'receipt-printer' ? config.profile : (config.till ?? ''),
      ...health,
      virtual: deps.virtualDevices.printer(device)?.state() ?? null,
      counter: viewCounter(deps.virtualDevices, device),
    }
  }
}

async function viewLink(link: LinkSwitch | null) {
  return link === null ? { cut: null, isThere: false } : { cut: await link.isCut(), isThere: true }
}

function lineText({ line }: DeviceConfig): string {
  switch (line.kind) {
    case 'virtual':
      return 'virtual'
    case 'tcp':
      return `${line.host}:${line.port}`
    case 'serial':
      return `${line.path} ${line.baudRate}`
    case 'usb':
      return line.path
  }
}

function problem(failure: Failure): Response {
  const status = statusByCode[failure.code]
  const body = { type: 'about:blank', title: failure.code, status, detail: failure.message }
  return Response.json(body, { status, headers: { 'content-type': 'application/problem+json' } })
}
