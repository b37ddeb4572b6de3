import { createRoute, z } from '@hono/zod-openapi'
import { DeviceId } from '#shared/contracts/device.ts'
import {
  DeviceFile,
  DeviceTested,
  FoundDevices,
  ProbeAnswer,
  ProbedHost,
} from '#shared/contracts/found.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Hardware } from '../devices/hardware.ts'
import { createRouter, json, jsonBody, problems } from '../http.ts'

export type Setup = Pick<Hardware, 'devices' | 'found' | 'tests'>

const security = [{ adminToken: [] }]
const params = z.object({ id: DeviceId })
const Port = z.discriminatedUnion('kind', [
  z.object({
    gateway: DeviceId,
    kind: z.enum(['serial', 'usb']),
    path: z.string().max(300),
  }),
  z.object({ gateway: DeviceId, ...ProbedHost.shape }),
])

const found = createRoute({
  method: 'get',
  path: '/found-devices',
  tags: ['Devices'],
  summary: 'What is plugged in at the gateways, the printers they know, and the tills',
  security,
  responses: { 200: json(FoundDevices), ...problems(401, 503) },
})
const probe = createRoute({
  method: 'post',
  path: '/found-devices/probe',
  tags: ['Devices'],
  summary:
    'What hangs on a port or stands at an address, by questions that change nothing; never where a device is set up',
  security,
  request: jsonBody(Port),
  responses: { 200: json(ProbeAnswer), ...problems(401, 404, 409, 422, 503) },
})
const test = createRoute({
  method: 'post',
  path: '/devices/{id}/test',
  tags: ['Devices'],
  summary: 'Try a device: print a page, show a text, weigh, or wait for something to be read',
  security,
  request: { params },
  responses: { 200: json(DeviceTested), ...problems(401, 404, 422, 503) },
})
const exported = createRoute({
  method: 'get',
  path: '/devices/export',
  tags: ['Devices'],
  summary: 'All devices as one file',
  security,
  responses: { 200: json(DeviceFile), ...problems(401, 503) },
})
const replace = createRoute({
  method: 'put',
  path: '/devices',
  tags: ['Devices'],
  summary: 'Set all devices up by one file; what it does not name is taken away',
  security,
  request: jsonBody(DeviceFile),
  responses: { 200: json(DeviceFile), ...problems(401, 409, 422, 503) },
})

/** What a technician needs beside the devices themselves. */
export function setupRoutes(setup: () => Setup | null, tills: () => readonly string[]) {
  const running = (): Setup => {
    const hardware = setup()
    if (hardware !== null) return hardware
    throw new Failure('unavailable', 'devices belong to a store: claim this hub first')
  }
  const file = (): DeviceFile => ({
    devices: running()
      .devices.list()
      .map((one) => one.config),
  })
  return createRouter()
    .openapi(found, (c) =>
      c.json({ tills: [...tills()], gateways: [...running().found.list()] }, 200),
    )
    .openapi(probe, async (c) => c.json(await running().found.probe(c.req.valid('json')), 200))
    .openapi(test, async (c) => c.json(await running().tests.test(c.req.valid('param').id), 200))
    .openapi(exported, (c) => c.json(file(), 200))
    .openapi(replace, async (c) => {
      await running().devices.replace(c.req.valid('json').devices)
      return c.json(file(), 200)
    })
}
