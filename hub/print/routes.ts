import { createRoute, z } from '@hono/zod-openapi'
import { CodePages, DeviceConfig, DeviceId } from '#shared/contracts/device.ts'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import { Instant } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Devices } from '../devices/devices.ts'
import { createRouter, json, jsonBody, problems } from '../http.ts'
import { codePageTest } from './code-page-test.ts'
import { printKinds, printStates } from './job.ts'
import type { PrintQueue } from './queue.ts'

const PrintJobView = z
  .object({
    id: z.string(),
    kind: z.enum(printKinds),
    /** Empty = of no till: a test print, or other software's. */
    till: z.string(),
    device: DeviceId,
    /** The receipt or shift. */
    refId: z.string().nullable(),
    duplicate: z.boolean(),
    state: z.enum(printStates),
    reason: z.string(),
    attempt: z.int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'PrintJob' })

const security = [{ adminToken: [] }]
const params = z.object({ id: DeviceId })
const taken = json(z.object({ jobId: z.string() }), 'It will be printed.')

const test = createRoute({
  method: 'post',
  path: '/devices/{id}/code-page-test',
  tags: ['Devices'],
  summary: 'Print each number of `ESC t n` with sample letters: where they read right is the page',
  security,
  request: { params },
  responses: { 202: taken, ...problems(401, 404, 422, 503) },
})
const keep = createRoute({
  method: 'put',
  path: '/devices/{id}/code-pages',
  tags: ['Devices'],
  summary:
    "Keep the numbers that the code-page test showed; they go before those of the printer's model",
  security,
  request: { params, ...jsonBody(CodePages) },
  responses: { 200: json(DeviceConfig), ...problems(401, 404, 422, 503) },
})
const list = createRoute({
  method: 'get',
  path: '/print-jobs',
  tags: ['Devices'],
  summary: 'Prints of a device and what became of them, the newest 100 first',
  security,
  request: { query: z.object({ device: DeviceId }) },
  responses: { 200: json(z.array(PrintJobView)), ...problems(401, 404, 422, 503) },
})
const again = createRoute({
  method: 'post',
  path: '/print-jobs/{id}/reprint',
  tags: ['Devices'],
  summary: 'Print a report or a raw print again, marked DUPLICATE where it is laid out here',
  security,
  request: { params: z.object({ id: z.string().max(60) }) },
  responses: { 202: taken, ...problems(401, 404, 422, 503) },
})

export function printRoutes(deps: {
  readonly devices: () => Devices | null
  /** Throws Failure `unavailable` where no hardware runs. */
  readonly queue: () => PrintQueue
  readonly profile: () => StoreProfile
}) {
  function printer(id: string) {
    const config = deps.devices()?.get(id)?.config
    if (config === undefined) throw new Failure('not-found', `device ${id} not found`)
    if (config.kind !== 'receipt-printer')
      throw new Failure('invalid', `device ${id} is no printer: name one that is`)
    return config
  }

  return createRouter()
    .openapi(test, async (c) => {
      const queue = deps.queue()
      const { device, name } = printer(c.req.valid('param').id)
      const job = await queue.printOn(device, codePageTest(name, deps.profile()))
      return c.json({ jobId: job.id }, 202)
    })
    .openapi(keep, async (c) => {
      const config = { ...printer(c.req.valid('param').id), codePages: c.req.valid('json') }
      await deps.devices()?.put(config)
      return c.json(config, 200)
    })
    .openapi(list, (c) =>
      c.json(
        deps
          .queue()
          .jobsOf(c.req.valid('query').device)
          .map((job) => PrintJobView.parse(job)),
        200,
      ),
    )
    .openapi(again, async (c) => {
      const job = await deps.queue().reprint(c.req.valid('param').id)
      return c.json({ jobId: job.id }, 202)
    })
}
