import { z } from 'zod'
import { PrintDocument } from './print.ts'
import { Code, EdgeId, Instant } from './units.ts'

/** A line is how bytes reach a device (design 8). `virtual` lives in the gateway itself. */
export const Line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('virtual') }),
  z.object({ kind: z.literal('tcp'), host: z.string(), port: z.int().min(1).max(65535) }),
  z.object({
    kind: z.literal('serial'),
    path: z.string().startsWith('/dev/').or(z.string().startsWith('/tmp/')),
    baudRate: z.int().min(300).max(921_600).default(9600),
    dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
    parity: z.enum(['none', 'even', 'odd']).default('none'),
    stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
    flow: z.enum(['none', 'rtscts', 'xonxoff']).default('none'),
  }),
  /** A printer's character device, `/dev/usb/lp0`: bytes out, and answers where it gives any. */
  z.object({
    kind: z.literal('usb'),
    path: z.string().startsWith('/dev/').or(z.string().startsWith('/tmp/')),
  }),
])
export type Line = z.infer<typeof Line>

export const DeviceId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be small letters, digits and hyphens')

/** Name of the gateway program that holds the cable; absent = `main`. */
const GatewayName = DeviceId

const PageNumber = z.int().min(0).max(255).optional()

/** The n of `ESC t n` by page, as the code-page test found it on this very printer. */
export const CodePages = z.object({
  /** KZ-1048: the only page with Ө ө Ү ү. */
  rk1048: PageNumber,
  cp866: PageNumber,
  windows1251: PageNumber,
  cp852: PageNumber,
  windows1250: PageNumber,
})
export type CodePages = z.infer<typeof CodePages>

/** In base64; what its head promises is looked at where it is drawn. */
const Logo = z
  .base64('must be a PNG in base64')
  .startsWith('iVBORw0KGgo', 'must be a PNG in base64')
  .max(43_692, 'must be a PNG of at most 32 KiB')

/** Payment cards begin with 2 to 6: a prefix among them must be long enough to name one issuer. */
const CardPrefix = z
  .string()
  .regex(/^(?:[2-6]\d{5,11}|[01789]\d{1,11})$/, 'must be 2 to 12 digits; from 2 to 6 on, 6 to 12')

/** Retained on `…/config` by the hub. */
export const DeviceConfig = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('receipt-printer'),
      device: DeviceId,
      name: z.string().max(60),
      line: Line,
      gateway: GatewayName.optional(),
      /** A printer profile of the gateway, e.g. `epson-tm-t20iii`, `generic-80mm`. */
      profile: z.string().max(60),
      /** In letters of font A, whichever is printed: how much of the paper's width is used. */
      columns: z.int().min(24).max(64).default(48),
      /** B is narrower: more letters on a line. Absent = A, as where the model has no B. */
      font: z.enum(['A', 'B']).optional(),
      drawer: z.boolean().default(true),
      /** What the drawer's contact says while the drawer is open; absent = no contact. */
      drawerSensor: z.enum(['high-is-open', 'low-is-open']).optional(),
      /** Numbers found by the code-page test go before those of the profile. */
      codePages: CodePages.optional(),
      /** Stands at the head of receipts. */
      logo: Logo.optional(),
      /** Tills that print here; absent or empty = all that no other printer names. */
      tills: z.array(Code).max(50).optional(),
    }),
    z.object({
      kind: z.literal('barcode-scanner'),
      device: DeviceId,
      name: z.string().max(60),
      line: Line,
      gateway: GatewayName.optional(),
      /** Till whose basket gets the scans. */
      till: z.string().max(12).nullable(),
    }),
    z.object({
      kind: z.literal('card-reader'),
      device: DeviceId,
      name: z.string().max(60),
      line: Line,
      gateway: GatewayName.optional(),
      /** Till that loads the member. */
      till: z.string().max(12).nullable(),
      /** `rdm6300` = EM4100 tags in its frames, `wiegand` = facility and number as text. */
      reader: z.enum(['magstripe', 'rdm6300', 'wiegand']),
      /** A magstripe reader that sends the check character behind each track. */
      lrc: z.boolean().default(false),
      /** First digits of the company's own cards; with any, no other card is read. */
      prefixes: z.array(CardPrefix).max(20).default([]),
    }),
    z.object({
      kind: z.literal('customer-display'),
      device: DeviceId,
      name: z.string().max(60),
      line: Line,
      gateway: GatewayName.optional(),
      /** Till whose sale is shown. */
      till: z.string().max(12).nullable(),
      profile: z.enum(['cd5220', 'epson-vfd']),
      /** What its page for letters beyond ASCII is, and the number that chooses it; else Latin letters. */
      codePage: z
        .object({
          page: z.enum(['cp866', 'windows1251', 'rk1048']),
          number: z.int().min(0).max(255),
        })
        .optional(),
    }),
    z.object({
      kind: z.literal('scale'),
      device: DeviceId,
      name: z.string().max(60),
      line: Line,
      gateway: GatewayName.optional(),
      /** Till that asks it. */
      till: z.string().max(12).nullable(),
      /** Mettler Toledo 8217 and what speaks like it: 9600 7E1. */
      protocol: z.enum(['mettler-8217']),
    }),
    /** A port with which we have no business: nothing is ever sent there, no question either. */
    z.object({
      kind: z.literal('reserved-line'),
      device: DeviceId,
      name: z.string().max(60),
      line: Line,
      gateway: GatewayName.optional(),
      till: z.string().max(12).nullable(),
      /** What another program drives there. */
      use: z.enum(['payment', 'fiscal', 'other']),
    }),
  ])
  .meta({ id: 'DeviceConfig' })
export type DeviceConfig = z.infer<typeof DeviceConfig>

/** Retained on `…/gateway/<gateway>/devices`; each device has an MQTT user of its own. */
export const GatewayDevices = z.object({
  devices: z.array(z.object({ device: DeviceId, username: z.string(), password: z.string() })),
})
export type GatewayDevices = z.infer<typeof GatewayDevices>

/** Reasons that say how a gateway let go of a device: by itself, or by its last will. */
export const gatewayStopped = 'the gateway was stopped'
export const gatewayLost = 'the gateway lost its connection'

/** Reason of a `failed` that answers a cancel: certainly nothing came out. */
export const jobCancelled = 'cancelled: it goes to another printer'

/** Retained on `…/availability`; `offline` is also the last will. */
export const Availability = z.object({
  state: z.enum(['online', 'offline']),
  /** A new session = a new process; empty = no gateway holds the device now (its last will). */
  session: z.string().max(40),
  /** Why a device is not usable, in words for the console. */
  reason: z.string().max(200).default(''),
})
export type Availability = z.infer<typeof Availability>

/** Retained on `…/state`: a printer's sensors, or nothing of interest. */
export const DeviceState = z.object({
  at: Instant,
  paper: z.enum(['ok', 'low', 'out', 'unknown']).default('unknown'),
  cover: z.enum(['closed', 'open', 'unknown']).default('unknown'),
  /** The cash drawer at the printer, where it has a contact. */
  drawer: z.enum(['closed', 'open', 'unknown']).optional(),
  error: z.string().max(200).default(''),
})
export type DeviceState = z.infer<typeof DeviceState>

/** A device as the hub knows it; null until its gateway has spoken. */
export const DeviceStatus = z
  .object({
    config: DeviceConfig,
    availability: Availability.nullable(),
    state: DeviceState.nullable(),
  })
  .meta({ id: 'DeviceStatus' })
export type DeviceStatus = z.infer<typeof DeviceStatus>

/** What became of a device and when; of each the newest 50 are kept. */
export const DeviceNote = z
  .object({
    at: Instant,
    state: z.enum(['online', 'offline']),
    /** Empty = it works. */
    reason: z.string(),
  })
  .meta({ id: 'DeviceNote' })
export type DeviceNote = z.infer<typeof DeviceNote>

/** `damaged` = half of it, or a wrong check character; `foreign` = sound, but another company's. */
export const CardFault = z.enum(['damaged', 'foreign'])
export type CardFault = z.infer<typeof CardFault>

export const DeviceEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('barcode.scanned'),
    at: Instant,
    /** As read, without AIM prefix and terminator. */
    data: z.string().max(500),
    symbology: z.string().max(20).nullable(),
  }),
  /** A member's card, by its number as the cloud knows it. */
  z.object({ kind: z.literal('card.read'), at: Instant, card: z.string().min(1).max(40) }),
  /** Something like a payment card was read: dropped in the gateway, nothing of it is kept. */
  z.object({ kind: z.literal('card.refused'), at: Instant }),
  /** A swipe or a tag that brought no member's number; nothing of it is kept either. */
  z.object({ kind: z.literal('card.unreadable'), at: Instant, why: CardFault }),
  /** Noise, half a code, a wrong check digit. */
  z.object({ kind: z.literal('barcode.unreadable'), at: Instant }),
])
export type DeviceEvent = z.infer<typeof DeviceEvent>

const DisplayLine = z.object({ left: z.string().max(40), right: z.string().max(20) })
export type DisplayLine = z.infer<typeof DisplayLine>

/** What a payment or a fiscal receipt is about, and what its device answered: read by its driver. */
export const TransactionFields = z
  .record(z.string().min(1).max(40), z.string().max(2000))
  .refine((fields) => Object.keys(fields).length <= 40, 'must have at most 40 fields')
export type TransactionFields = z.infer<typeof TransactionFields>

/** Published by the hub on `…/job`; a print or kick is sent again until a result comes. */
export const DeviceJob = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('print'),
    jobId: EdgeId,
    /** Counts the hub's tries; a result names the try it speaks of. */
    attempt: z.int().min(1),
    document: PrintDocument,
    /** Print "DUPLICATE" over it: an earlier try may have come out. */
    duplicate: z.boolean(),
    openDrawer: z.boolean(),
    expiresAt: Instant.nullable(),
  }),
  z.object({
    kind: z.literal('drawer'),
    jobId: EdgeId,
    attempt: z.int().min(1),
    /** A late kick is worse than none. */
    expiresAt: Instant,
  }),
  /** Bytes of other software, printed as they are: in parts, since a broker takes no large message. */
  z.object({
    kind: z.literal('raw'),
    jobId: EdgeId,
    attempt: z.int().min(1),
    part: z.int().min(1).max(16),
    parts: z.int().min(1).max(16),
    data: z.base64().max(262_144),
    duplicate: z.boolean(),
    expiresAt: Instant.nullable(),
  }),
  /** Forget a job, if nothing of it came out yet: it goes to another printer. */
  z.object({ kind: z.literal('cancel'), jobId: EdgeId, attempt: z.int().min(1) }),
  /** What the customer sees: the newest counts. No result comes, and none is waited for. */
  z.object({
    kind: z.literal('show'),
    jobId: EdgeId,
    attempt: z.int().min(1),
    /** Of each line what stands left and right; the left gives way. */
    lines: z.tuple([DisplayLine, DisplayLine]),
    /** Then the display goes blank. */
    expiresAt: Instant,
  }),
  /** Asks for a stable weight; `failed` says why there was none until it expired. */
  z.object({
    kind: z.literal('weigh'),
    jobId: EdgeId,
    attempt: z.int().min(1),
    expiresAt: Instant,
  }),
  /**
   * A payment, a fiscal receipt: what must never be done twice. `begin` comes once; from when it may
   * have begun, the hub only asks what became of it. `stop` asks the device to give it up.
   */
  z.object({
    kind: z.literal('transaction'),
    jobId: EdgeId,
    attempt: z.int().min(1),
    step: z.enum(['begin', 'ask', 'stop']),
    request: TransactionFields,
    /** Begun later than this it is refused; begun before, it is asked to stop. */
    expiresAt: Instant,
  }),
])
export type DeviceJob = z.infer<typeof DeviceJob>

/** Why a scale had no stable weight until the request expired. */
export const weighFaults = ['motion', 'over', 'under', 'zero', 'outside', 'silent'] as const
export type WeighFault = (typeof weighFaults)[number]

/** Published by the gateway on `…/result`. `waiting` = paper out or cover open; it goes on by itself. */
export const JobResult = z.object({
  jobId: EdgeId,
  attempt: z.int().min(1),
  session: z.string().max(40),
  state: z.enum(['accepted', 'printing', 'waiting', 'done', 'failed', 'unknown']),
  reason: z.string().max(200).default(''),
  /** Of a scale: thousandths of a kilogram. */
  weight: z.int().positive().optional(),
  /** Of a transaction that is done: no card number and nothing of a track is among them. */
  answer: TransactionFields.optional(),
  at: Instant,
})
export type JobResult = z.infer<typeof JobResult>
