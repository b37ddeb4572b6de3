import { createRoute, z } from '@hono/zod-openapi'
import { DeviceConfig, DeviceId, DeviceNote, DeviceStatus } from '#shared/contracts/device.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Devices } from '../devices/devices.ts'
import { createRouter, json, jsonBody, problems } from '../http.ts'
import type { Prints } from '../prints.ts'

const security = [{ adminToken: [] }]
const params = z.object({ id: DeviceId })

const list = createRoute({
  method: 'get',
  path: '/devices',
  tags: ['Devices'],
  summary: 'Printers and scanners of this store',
  security,
  responses: { 200: json(z.array(DeviceStatus)), ...problems(401, 503) },
})
const put = createRoute({
  method: 'put',
  path: '/devices/{id}',
  tags: ['Devices'],
  summary: 'Set a device up, or change it',
  security,
  request: { params, ...jsonBody(DeviceConfig) },
  responses: { 200: json(DeviceConfig), ...problems(401, 409, 422, 503) },
})
const history = createRoute({
  method: 'get',
  path: '/devices/{id}/history',
  tags: ['Devices'],
  summary: 'What became of a device lately, newest first',
  security,
  request: { params },
  responses: { 200: json(z.array(DeviceNote)), ...problems(401, 404, 503) },
})
const redirect = createRoute({
  method: 'post',
  path: '/devices/{id}/redirect',
  tags: ['Devices'],
  summary: 'Print on another printer what this one has not; what may have come out says DUPLICATE',
  security,
  request: { params, ...jsonBody(z.object({ to: DeviceId })) },
  responses: {
    200: json(z.object({ moved: z.int(), duplicates: z.int() })),
    ...problems(401, 404, 422, 503),
  },
})
const remove = createRoute({
  method: 'delete',
  path: '/devices/{id}',
  tags: ['Devices'],
  summary: 'Take a device away',
  security,
  request: { params },
  responses: { 204: { description: 'Gone.' }, ...problems(401, 404, 503) },
})

export function deviceRoutes(devices: () => Devices | null, prints: Pick<Prints, 'redirect'>) {
  const running = (): Devices => {
    const found = devices()
    if (found !== null) return found
    throw new Failure('unavailable', 'devices belong to a store: claim this hub first')
  }
  return createRouter()
    .openapi(list, (c) => c.json([...running().list()], 200))
    .openapi(put, async (c) => {
      const config = c.req.valid('json')
      const { id } = c.req.valid('param')
      if (config.device !== id)
        throw new Failure('invalid', `device: ${config.device} is not ${id}, as the address says`)
      await running().put(config)
      return c.json(config, 200)
    })
    .openapi(history, (c) => c.json([...running().history(c.req.valid('param').id)], 200))
    .openapi(redirect, async (c) =>
      c.json(await prints.redirect(c.req.valid('param').id, c.req.valid('json').to), 200),
    )
    .openapi(remove, async (c) => {
      await running().remove(c.req.valid('param').id)
      return c.body(null, 204)
    })
}
