import type { AreaTexts } from './catalogue.ts'

/** What gateways say of their devices, for the screens that have more than English. */
export const deviceReasonTexts = {
  'device.reason.paper-out': { en: 'Out of paper', mn: 'Цаасгүй' },
  'device.reason.cover-open': { en: 'The cover is open', mn: 'Таг онгорхой' },
  'device.reason.cutter': {
    en: 'The paper cutter is jammed: clear it',
    mn: 'Цаас таслагч гацсан: цэвэрлэнэ үү',
  },
  'device.reason.unrecoverable': {
    en: 'A fault of the printer: switch it off and on',
    mn: 'Хэвлэгчийн гэмтэл: унтраагаад асаана уу',
  },
  'device.reason.printer-fault': {
    en: 'The printer reports a fault: look at its lamps',
    mn: 'Хэвлэгч алдаа заасан: гэрлийг нь харна уу',
  },
  'device.reason.printer-off': {
    en: 'The printer is switched offline',
    mn: 'Хэвлэгч офлайн байна',
  },
  'device.reason.still-printing': {
    en: 'It still prints the rest of a torn receipt',
    mn: 'Тасарсан баримтын үлдсэнийг хэвлэж байна',
  },
  'device.reason.too-late': { en: 'It was told too late', mn: 'Хэтэрхий оройтож хэлэгдсэн' },
  'device.reason.drawer-unknown': {
    en: 'Nobody knows whether it opened: look',
    mn: 'Нээгдсэн эсэх нь мэдэгдэхгүй: харна уу',
  },
  'device.reason.not-yet': { en: 'Not connected yet', mn: 'Хараахан холбогдоогүй' },
  'device.reason.no-settings': {
    en: 'It has no settings yet',
    mn: 'Тохиргоо нь хараахан ирээгүй',
  },
  'device.reason.bad-settings': {
    en: 'Its gateway does not understand its settings: {{why}}',
    mn: 'Гарц нь тохиргоог ойлгосонгүй: {{why}}',
  },
  'device.reason.no-gateway': {
    en: 'Its gateway is not connected',
    mn: 'Гарц нь холбогдоогүй',
  },
  'device.reason.gateway-stopped': {
    en: 'Its gateway was stopped',
    mn: 'Гарцыг нь зогсоосон',
  },
  'device.reason.gateway-lost': {
    en: 'Its gateway lost its connection',
    mn: 'Гарцын холболт тасарсан',
  },
  'device.reason.unplugged': {
    en: 'Its cable is out: plug it in',
    mn: 'Утас нь салсан: залгана уу',
  },
  'device.reason.unplugged.at': {
    en: 'Its cable is out: plug it in ({{line}})',
    mn: 'Утас нь салсан: залгана уу ({{line}})',
  },
  'device.reason.silent': {
    en: 'No answer for {{time}}: check the cable and the power',
    mn: '{{time}} хариу алга: утас, тэжээлийг шалгана уу',
  },
  'device.reason.silent.at': {
    en: 'No answer for {{time}} at {{line}}: check the cable or the speed',
    mn: '{{line}} дээр {{time}} хариу алга: утас эсвэл хурдыг шалгана уу',
  },
  'device.reason.noise': {
    en: 'Its answers mean nothing: is it another device?',
    mn: 'Утгагүй хариу өгч байна: өөр төхөөрөмж биш биз?',
  },
  'device.reason.noise.at': {
    en: 'Its answers mean nothing at {{line}}: check the speed',
    mn: '{{line}} дээр утгагүй хариу өгч байна: хурдыг шалгана уу',
  },
  'device.reason.stuck': {
    en: 'It takes nothing for {{time}}: check its power',
    mn: '{{time}} юу ч хүлээж авсангүй: тэжээлийг шалгана уу',
  },
  'device.reason.far': {
    en: '{{line}} is not in reach: check its power, its cable and the address',
    mn: '{{line}} хүрэхгүй байна: тэжээл, утас, хаягийг шалгана уу',
  },
  'device.reason.refuses': {
    en: '{{line}} refuses the connection: is the port right, or is another program on it?',
    mn: '{{line}} холболтыг зөвшөөрсөнгүй: порт зөв үү, өөр програм ашиглаж байна уу?',
  },
  'device.reason.no-name': {
    en: '{{line}} is no name in this network: set its IP address',
    mn: '{{line}} гэсэн нэр энэ сүлжээнд алга: IP хаягийг нь тавина уу',
  },
  'device.reason.taken': {
    en: '{{line}} is in use by another device or program',
    mn: '{{line}} өөр төхөөрөмж, програмд ашиглагдаж байна',
  },
  'device.reason.no-right': {
    en: 'The gateway may not open {{line}}: tell the technician',
    mn: 'Гарц {{line}} нээх эрхгүй: техникчид хэлнэ үү',
  },
  'device.reason.no-device': {
    en: '{{line}} is no device: tell the technician',
    mn: '{{line}} төхөөрөмж биш байна: техникчид хэлнэ үү',
  },
  'device.reason.not-opened': {
    en: '{{line}} cannot be opened: {{why}}',
    mn: '{{line}} нээгдсэнгүй: {{why}}',
  },
  /** Of a port or an address that was asked what it is. */
  'device.reason.reserve': {
    en: 'No driver here: set it up as “Not ours: leave it alone”',
    mn: 'Үүнд драйвер алга: «Манайх биш: бүү хөнд» гэж тохируулна уу',
  },
  'device.reason.pos2': {
    en: 'It speaks POS2, for which there is no driver here',
    mn: 'POS2 протоколтой, үүнд драйвер алга',
  },
  'device.reason.port-refuses': {
    en: 'Port {{port}} refuses: is it switched on, and is the port right?',
    mn: '{{port}} порт холбогдсонгүй: асаалттай юу, порт зөв үү?',
  },
  'device.reason.no-route': {
    en: 'No route: is this address in the network of the gateway?',
    mn: 'Зам алга: энэ хаяг гарцын сүлжээнд байна уу?',
  },
  'device.reason.port-far': {
    en: 'No answer within {{time}}: check its power and the address',
    mn: '{{time}} дотор хариу алга: тэжээл, хаягийг шалгана уу',
  },
  'device.reason.port-silent': {
    en: 'Port {{port}} is open and says nothing: is it another device?',
    mn: '{{port}} порт нээлттэй ч хариу алга: өөр төхөөрөмж биш биз?',
  },
  'device.reason.port-noise': {
    en: 'What port {{port}} answers means nothing: is it another device?',
    mn: '{{port}} порт утгагүй хариу өгч байна: өөр төхөөрөмж биш биз?',
  },
} as const satisfies AreaTexts

export type DeviceReasonKey = keyof typeof deviceReasonTexts

export interface DeviceReason {
  readonly key: DeviceReasonKey
  /** Of the blanks in its words. */
  readonly values: Readonly<Record<string, string>>
}

/** Null = words of a newer gateway, or of its operating system: shown as they came. */
export function readDeviceReason(reason: string): DeviceReason | null {
  const plain = reason.replace(/^(?:too late: )?(?:not connected: |connection lost: )?/, '')
  for (const [pattern, key] of patterns) {
    const found = pattern.exec(plain)
    if (found === null) continue
    const { line, ...values } = found.groups ?? {}
    return { key, values: line === undefined ? values : { ...values, line: bare(line) } }
  }
  return null
}

/** A line by its path or address alone: what kind it is stands in no screen language. */
function bare(line: string): string {
  return line.replace(/^(?:serial line|USB device) /, '').replace(' at ', ' · ')
}

/** The gateway's own words: `gateway/lines/words.ts`, and who opens a line or asks a printer. */
const patterns: readonly (readonly [RegExp, DeviceReasonKey])[] = [
  [/^out of paper$/, 'device.reason.paper-out'],
  [/^cover is open$/, 'device.reason.cover-open'],
  [/^paper cutter error/, 'device.reason.cutter'],
  [/^unrecoverable error/, 'device.reason.unrecoverable'],
  [/^error: look at the printer$/, 'device.reason.printer-fault'],
  [/^printer is offline$/, 'device.reason.printer-off'],
  [/^still printing/, 'device.reason.still-printing'],
  [/^(?:it was too late for it|the printer was busy)$/, 'device.reason.too-late'],
  [/^it is not known whether the drawer opened$/, 'device.reason.drawer-unknown'],
  [/^not connected yet$/, 'device.reason.not-yet'],
  [/^it has no settings/, 'device.reason.no-settings'],
  [
    /^(?:this gateway does not know|its settings were not understood:) (?<why>.+)$/,
    'device.reason.bad-settings',
  ],
  [/^its gateway is not connected$/, 'device.reason.no-gateway'],
  [/^the gateway was stopped$/, 'device.reason.gateway-stopped'],
  [/^the gateway lost its connection$/, 'device.reason.gateway-lost'],
  [
    /^(?:the line was closed|virtual device .+ is not plugged in|the virtual line .+)$/,
    'device.reason.unplugged',
  ],
  [
    /^(?<line>.+?)(?: hung up| was unplugged| was lost as it opened| is closed|: not plugged in.*)$/,
    'device.reason.unplugged.at',
  ],
  [
    /^no answer for (?<time>\d+ (?:s|min)) at (?<line>\d[^:]*): check the cable or the speed$/,
    'device.reason.silent.at',
  ],
  [/^no answer for (?<time>\d+ (?:s|min))\b/, 'device.reason.silent'],
  [/^answers that mean nothing at (?<line>.+?): check the speed$/, 'device.reason.noise.at'],
  [/^answers that mean nothing/, 'device.reason.noise'],
  [/^the display took no bytes for (?<time>.+)$/, 'device.reason.stuck'],
  [/^the line took no data for (?<time>.+)$/, 'device.reason.stuck'],
  [/^(?<line>.+) refuses the connection/, 'device.reason.refuses'],
  [/^(?<line>.+) is no name in this network/, 'device.reason.no-name'],
  [/^(?<line>.+?)(?: is not in reach| did not answer within| is gone: ).*$/, 'device.reason.far'],
  [/^(?<line>.+?) is (?:in use by device|used by another program)/, 'device.reason.taken'],
  [/^(?<line>.+?) cannot be opened: (?<why>.+)$/, 'device.reason.not-opened'],
  [/^(?<line>.+): no right to open it/, 'device.reason.no-right'],
  [/^(?<line>.+): this file is no device/, 'device.reason.no-device'],
  [/(?:^|: )no driver here: set it up as reserved-line/, 'device.reason.reserve'],
  [/(?:^|: )it speaks POS2/, 'device.reason.pos2'],
  // Of an address, where its two ports say different things, the first: the printer's.
  [/^port (?<port>\d+(?: and \d+)?): refused/, 'device.reason.port-refuses'],
  [/^port [\d and]+: no route/, 'device.reason.no-route'],
  [/^port [\d and]+: no answer in (?<time>\d+ s)/, 'device.reason.port-far'],
  [/^port (?<port>\d+(?: and \d+)?): connected, and no answer/, 'device.reason.port-silent'],
  [/^port (?<port>\d+(?: and \d+)?): connected, and answers/, 'device.reason.port-noise'],
]
