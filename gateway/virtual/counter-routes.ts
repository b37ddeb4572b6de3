import { Hono } from 'hono'
import { z } from 'zod'
import { Failure } from '#shared/domain/failure.ts'
import { type CableEnd, cableFaults } from './cable-end.ts'
import type { VirtualDevices } from './devices.ts'
import { parse, readJson } from './request-body.ts'
import { loads } from './scale.ts'

const Card = z.object({ card: z.string().min(1).max(300) })
const Weight = z.object({
  grams: z.int().min(0).max(99_999),
  load: z.enum(loads).default('still'),
})
const Fault = z.object({ fault: z.enum(cableFaults) })

/** What a hand does at the virtual scanners, card readers, displays and scales of the device page. */
export function counterRoutes(devices: VirtualDevices): Hono {
  const app = new Hono()
  app.post('/:device/card', async (context) => {
    const device = context.req.param('device')
    const reader = devices.cardReader(device)
    if (reader === undefined) throw new Failure('not-found', `no virtual card reader ${device}`)
    const { card } = parse(Card, await readJson(context.req.raw))
    return context.json({ heard: reader.show(card) })
  })
  app.post('/:device/weight', async (context) => {
    const device = context.req.param('device')
    const scale = devices.scale(device)
    if (scale === undefined) throw new Failure('not-found', `no virtual scale ${device}`)
    const { grams, load } = parse(Weight, await readJson(context.req.raw))
    scale.put(grams, load)
    return context.json({ grams, load })
  })
  app.post('/:device/fault', async (context) => {
    const device = context.req.param('device')
    const end = endOf(devices, device)
    if (end === undefined) throw new Failure('not-found', `${device} has no cable to pull here`)
    end.setFault(parse(Fault, await readJson(context.req.raw)).fault)
    return context.json(viewCounter(devices, device))
  })
  return app
}

/** What is seen of such a device; null for all others. */
export function viewCounter(devices: VirtualDevices, device: string) {
  const end = endOf(devices, device)
  if (end === undefined) return null
  const lines = devices.display(device)?.lines()
  const scale = devices.scale(device)
  return {
    fault: end.fault(),
    ...(lines !== undefined && { lines }),
    ...(scale !== undefined && { grams: scale.grams(), load: scale.load() }),
  }
}

function endOf(devices: VirtualDevices, device: string): CableEnd | undefined {
  return (
    devices.scanner(device) ??
    devices.cardReader(device) ??
    devices.display(device) ??
    devices.scale(device)
  )
}
