import { z } from 'zod'
import { DeviceConfig, DeviceId, Line } from './device.ts'
import { Code, EdgeId, Instant } from './units.ts'

/** Something to which a device may be plugged; to a `virtual` one of this kind, as many as one likes. */
export const FoundPort = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['serial', 'usb']),
    /** To configure: a name that stays when other devices come and go, where there is one. */
    path: z.string().max(300),
    /** What the plug says of itself. */
    name: z.string().max(120),
    /** The device that is set up there; nothing else is sent to it. */
    device: DeviceId.nullable(),
  }),
  z.object({
    kind: z.literal('virtual'),
    /** Of device; a newer gateway may offer kinds that this version does not know. */
    is: z.string().max(40),
  }),
])
export type FoundPort = z.infer<typeof FoundPort>

/** A model that the gateway knows. */
export const PrinterModel = z.object({
  profile: z.string().max(60),
  label: z.string().max(120),
  columns: z.int().min(24).max(64),
  /** Letters of font B on a line; absent = it has none. */
  columnsB: z.int().min(24).max(96).optional(),
})
export type PrinterModel = z.infer<typeof PrinterModel>

/** Retained on `…/gateway/<gateway>/found`; said anew when something is plugged in or out. */
export const GatewayFound = z.object({
  ports: z.array(FoundPort).max(64),
  printers: z.array(PrinterModel).max(200),
})
export type GatewayFound = z.infer<typeof GatewayFound>

const Asked = z.object({
  probeId: EdgeId,
  /** Later than this nothing is sent. */
  expiresAt: Instant,
})

/** One address, and nothing beside it is ever asked. */
export const ProbedHost = z.object({
  kind: z.literal('tcp'),
  host: z.ipv4('must be an IP address, as 192.168.1.50'),
  /** Absent = 9100 (receipt printers) and 20007 (ZVT terminals). */
  port: z.int().min(1).max(65_535).optional(),
})
export type ProbedHost = z.infer<typeof ProbedHost>

/**
 * On `…/gateway/<gateway>/probe`: what hangs on this port or stands at this address? Asked by a
 * technician, where no device is set up, by questions that change nothing: `DLE EOT` of receipt
 * printers, `W` of scales, `FC` of Shtrih-M devices, the status enquiry of ZVT terminals.
 */
export const PortProbe = z.discriminatedUnion('kind', [
  Asked.extend({
    kind: z.enum(['serial', 'usb']),
    path: z.string().startsWith('/dev/').or(z.string().startsWith('/tmp/')),
  }),
  Asked.extend(ProbedHost.shape),
])
export type PortProbe = z.infer<typeof PortProbe>

/** What a port or an address answered. */
export const ProbeAnswer = z
  .object({
    /**
     * A `payment-terminal` or a `fiscal-printer` has no driver here: it is for a `reserved-line`.
     * `refused`: nothing was sent, or the line cannot be opened; `reason` says why.
     */
    found: z.enum([
      'receipt-printer',
      'scale',
      'payment-terminal',
      'fiscal-printer',
      'nothing',
      'refused',
    ]),
    /** The settings at which something answered. */
    line: Line.nullable(),
    /** What a device complains of, what is to be done, or why there is no answer; empty = all is well. */
    reason: z.string().max(300),
    /** Of a scale, what it speaks: `mettler-8217`, `pos2`. */
    protocol: z.string().max(40).optional(),
    /** Settings that were tried, as technicians write them: `9600 8N1`, `192.168.1.50:9100`. */
    tried: z.array(z.string().max(40)).max(10),
  })
  .meta({ id: 'ProbeAnswer' })
export type ProbeAnswer = z.infer<typeof ProbeAnswer>

/** On `…/gateway/<gateway>/probed`. */
export const PortProbed = ProbeAnswer.extend({ probeId: EdgeId })
export type PortProbed = z.infer<typeof PortProbed>

/** What the gateways of a store find, and the tills to which it may be given. */
export const FoundDevices = z
  .object({
    tills: z.array(Code),
    gateways: z.array(
      z.object({ gateway: DeviceId, isOnline: z.boolean(), ...GatewayFound.shape }),
    ),
  })
  .meta({ id: 'FoundDevices' })
export type FoundDevices = z.infer<typeof FoundDevices>

/** All devices of a store, as one file: what the setup page does by hand. */
export const DeviceFile = z
  .strictObject({ devices: z.array(DeviceConfig).max(100) })
  .meta({ id: 'DeviceFile' })
export type DeviceFile = z.infer<typeof DeviceFile>

/** How a device did what it was told for a try; a scanner is waited for until it reads something. */
export const DeviceTested = z
  .object({
    /** `sent`: nobody answers, look at the device; `waiting`: it goes on by itself, see `reason`. */
    outcome: z.enum(['done', 'sent', 'waiting', 'failed']),
    reason: z.string().max(300),
    /** What a scanner read; of cards nothing is told but that there was one. */
    read: z.string().max(500).optional(),
    /** Of a scale: thousandths of a kilogram. */
    weight: z.int().optional(),
  })
  .meta({ id: 'DeviceTested' })
export type DeviceTested = z.infer<typeof DeviceTested>
