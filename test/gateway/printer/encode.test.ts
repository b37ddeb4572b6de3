import { on } from 'node:events'
import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { createCable } from '#gateway/lines/virtual.ts'
import { byteOf } from '#gateway/printer/code-pages.ts'
import { code128 } from '#gateway/printer/code128.ts'
import { commands, withoutRealTimeCommands } from '#gateway/printer/commands.ts'
import { encodeDocument } from '#gateway/printer/encode.ts'
import { isProfileName, profileNames, profileOf } from '#gateway/printer/profiles.ts'
import { type Bitmap, drawLine } from '#gateway/printer/raster.ts'
import { pageTableOfProfile } from '#gateway/virtual/code-pages.ts'
import { createLexer } from '#gateway/virtual/lexer.ts'
import { textOf } from '#gateway/virtual/paper.ts'
import { bitsToPng } from '#gateway/virtual/png.ts'
import { createVirtualPrinter } from '#gateway/virtual/printer.ts'
import { PrintDocument } from '#shared/contracts/print.ts'
import { logos } from './logos.ts'
import { receipts } from './receipts.ts'

const languages = ['mn', 'ro', 'ru', 'cs', 'en', 'box'] as const
/** 48, 42, 48 and 32 columns. */
const papers = ['epson-tm-t20iii', 'epson-tm-t88v', 'generic-80mm', 'generic-58mm'] as const

for (const language of languages) {
  for (const profile of papers) {
    test(`the ${language} receipt has its golden bytes on ${profile}`, async () => {
      const bytes = encode(receipts[language], profile)
      await expect(hexDump(bytes)).toMatchFileSnapshot(`golden/${language}-${profile}.hex`)
    })

    test(`the ${language} receipt comes out of ${profile} as its golden paper`, async () => {
      const { text, warnings } = await printOn(profile, encode(receipts[language], profile))
      expect(warnings).toEqual([])
      await expect(`${text.join('\n')}\n`).toMatchFileSnapshot(`golden/${language}-${profile}.txt`)
    })
  }
}

for (const [language, profile] of [
  ['mn', 'generic-80mm'],
  ['ro', 'epson-tm-t88v'],
] as const) {
  test(`the ${language} receipt in font B is its golden paper on ${profile}`, async () => {
    const bytes = encode(receipts[language], profile, { font: 'B' })
    await expect(hexDump(bytes)).toMatchFileSnapshot(`golden/${language}-${profile}-font-b.hex`)
    const { text, warnings, printer } = await printOn(profile, bytes)
    expect(warnings).toEqual([])
    await expect(`${text.join('\n')}\n`).toMatchFileSnapshot(
      `golden/${language}-${profile}-font-b.txt`,
    )
    const lines = printer.receipts().flatMap((receipt) => receipt.items)
    const spans = lines.flatMap((line) => (line.kind === 'line' ? line.spans : []))
    expect(new Set(spans.map(({ font }) => font))).toEqual(new Set(['B']))
    // As wide as the paper in letters of font A, and no dot wider.
    const widest = Math.max(...rasters(bytes).map(({ widthBytes }) => widthBytes), 0)
    expect(widest * 8).toBeLessThanOrEqual(profileOf(profile).columns * 12)
  })
}

test('font B has its own number of letters, as much of the paper, and is taught its own shapes', async () => {
  const rule = documentOf([{ kind: 'rule' }])
  const lengthOn = async (profile: string, columns: number) => {
    const options = { profile: profileOf(profile), columns, font: 'B', duplicate: false } as const
    const bytes = encodeDocument(rule, { ...options, openDrawer: false })
    const { text, warnings } = await printOn(profile, bytes)
    expect(warnings).toEqual([])
    return text[0]?.length
  }
  expect(await lengthOn('epson-tm-t20iii', 48)).toBe(64)
  expect(await lengthOn('epson-tm-t20iii', 42)).toBe(56)
  expect(await lengthOn('epson-tm-m30iii', 64)).toBe(57)
  expect(await lengthOn('generic-58mm', 48)).toBe(42)
  // An impact printer has none.
  expect(await lengthOn('epson-tm-u220', 42)).toBe(42)
  const bytes = encode(documentOf([{ kind: 'text', text: 'Өндөг ₮' }]), 'epson-tm-t70', {
    font: 'B',
  })
  const tokens = createLexer()(bytes).map((token) => token.bytes)
  const chosen = tokens.findIndex((b) => b[0] === 0x1b && b[1] === 0x4d)
  const taught = tokens.findIndex((b) => b[0] === 0x1b && b[1] === 0x26)
  expect([tokens[chosen]?.[2], tokens[taught]?.length]).toEqual([1, 5 + 3 * 28])
  expect(taught).toBeGreaterThan(chosen)
  expect((await printOn('epson-tm-t70', bytes)).text[0]).toBe('Өндөг ₮')
})

test('the printer that is not there knows font B by ESC M and by ESC !, and how much of it fits', async () => {
  for (const [choose, font, most] of [
    [[0x1b, 0x4d, 1], 'B', 64],
    [[0x1b, 0x21, 1], 'B', 64],
    [[0x1b, 0x21, 0x21], 'B', 32],
    [[0x1b, 0x4d, 0], 'A', 48],
  ] as const) {
    const line = (letters: number) => [
      ...choose,
      ...Array.from({ length: letters }, () => 0x41),
      10,
    ]
    const whole = await printOn('epson-tm-t20iii', Uint8Array.from(line(most)))
    expect([whole.warnings, whole.text]).toEqual([[], ['A'.repeat(most)]])
    expect(whole.printer.receipts()[0]?.items[0]).toMatchObject({ spans: [{ font }] })
    const long = await printOn('epson-tm-t20iii', Uint8Array.from(line(most + 1)))
    expect(long.warnings).toEqual([`line longer than ${font === 'B' ? 64 : 48} columns`])
  }
})

test('a drawn line is dot for dot the golden picture, at the columns of the printed ones', async () => {
  const drawn = drawLine('  Өө Үү ₮ ₽ Șț №', false, 1)
  expect(drawn.widthBytes).toBe(Math.ceil((16 * 12) / 8))
  await expect(dots(drawn)).toMatchFileSnapshot('golden/letters.txt')
  await expect(dots(drawLine('Ү₮', true, 2))).toMatchFileSnapshot('golden/letters-large.txt')
})

test('Ө, Ү and ₮ are drawn only on the lines that need them', () => {
  const document = documentOf([
    { kind: 'text', text: 'Талх' },
    { kind: 'text', text: 'Өндөг' },
  ])
  expect(rasters(encode(document, 'generic-80mm'))).toEqual([{ widthBytes: 8, rows: 30 }])
  expect(rasters(encode(document, 'epson-tm-t20iii'))).toEqual([])
  const total = documentOf([{ kind: 'text', text: '1 500 ₮' }])
  expect(rasters(encode(total, 'generic-80mm'))).toHaveLength(1)
  expect(rasters(encode(total, 'epson-tm-t20iii'))).toEqual([])
})

test('a printer is taught the letters it lacks, again for each job, and only those', async () => {
  const document = documentOf([
    { kind: 'text', text: 'Өндөг 2 500 ₮', bold: true },
    { kind: 'text', text: 'Șurub țeavă, Талх' },
  ])
  const bytes = encode(document, 'epson-tm-t70')
  expect(rasters(bytes)).toEqual([])
  const taught = createLexer()(bytes).filter(({ bytes: b }) => b[0] === 0x1b && b[1] === 0x26)
  // Ө, ө and ₮: 3 × (1 + 36) bytes behind a head of 5.
  expect(taught.map((token) => token.bytes.length)).toEqual([5 + 3 * 37])
  const { text, warnings, printer } = await printOn('epson-tm-t70', bytes)
  expect(warnings).toEqual([])
  expect(text.slice(0, 2)).toEqual(['Өндөг 2 500 ₮', 'Şurub ţeavă, Талх'])
  const [line] = printer.receipts()[0]?.items ?? []
  expect(line?.kind === 'line' && line.spans.every((span) => span.bold)).toBe(true)
})

test('more letters than a printer can be taught are drawn on the lines that need them', async () => {
  const letters = Array.from({ length: 70 }, (_, index) => String.fromCharCode(0x1e00 + index))
  const document = documentOf([{ kind: 'text', text: letters.join('') }])
  const bytes = encode(document, 'epson-tm-t70')
  expect(rasters(bytes)).toHaveLength(1)
  expect((await printOn('epson-tm-t70', bytes)).warnings).toEqual([])
})

test('a printer that can be neither taught nor drawn on says the nearest it can', async () => {
  const document = documentOf([{ kind: 'text', text: 'Příliš Ștefan' }])
  const { text } = await printOn('epson-tm-u220', encode(document, 'epson-tm-u220'))
  expect(text[0]).toBe('Prílis Stefan')
})

test('a long drawn text is sent in pictures of at most 240 rows, with nothing lost', async () => {
  const document = documentOf([{ kind: 'text', text: 'Үг '.repeat(400) }])
  const bytes = encode(document, 'generic-80mm')
  const pictures = rasters(bytes)
  expect(pictures.length).toBeGreaterThan(1)
  expect(Math.max(...pictures.map((picture) => picture.rows))).toBe(240)
  const { printer } = await printOn('generic-80mm', bytes)
  const printed = printer.receipts().flatMap((receipt) => receipt.items)
  const rows = printed.map((item) => (item.kind === 'picture' ? item.rows : 0))
  expect(rows.reduce((sum, count) => sum + count, 0)).toBe(25 * 30)
})

test('letters a printer lacks are folded to what is read the same', async () => {
  const document = documentOf([
    { kind: 'text', text: 'Ștefan Țară ăâîșț' },
    { kind: 'text', text: '45,50₽ и 1 000 ₽ «ёлка» – 5' },
    { kind: 'text', text: 'a\u00a0b\u202fc\u200bd e\u0301' },
  ])
  const { text } = await printOn('generic-80mm', encode(document, 'generic-80mm'))
  expect(text.slice(0, 3)).toEqual([
    'Ştefan Ţară ăâîşţ',
    '45,50 руб. и 1 000 руб. «ёлка» – 5',
    'a b cd é',
  ])
})

test('a product name cannot smuggle commands to the printer', async () => {
  const document = documentOf([
    { kind: 'text', text: 'Tea\u001bp\u0000\u0019\u00fa\u0010\u0014\u0001' },
  ])
  const { kicks, text } = await printOn('epson-tm-t20iii', encode(document, 'epson-tm-t20iii'))
  expect(kicks).toEqual([])
  expect(text[0]).toMatch(/^Tea p/)
})

test('no picture holds bytes that a printer takes for a real-time command', () => {
  const bits = Uint8Array.of(0x10, 0x14, 0x01, 0x00, 0x08, 0x10, 0x04, 0x01, 0x10, 0x05, 0x10, 0x10)
  const safe = Buffer.from(withoutRealTimeCommands(bits)).toString('hex')
  expect(safe).toBe('181401000818040118051010')
})

test('the drawer is opened by exactly 1B 70 00 19 FA, once and before the text', () => {
  const hex = Buffer.from(encode(receipts.en, 'generic-80mm', { openDrawer: true })).toString('hex')
  expect(hex.startsWith('1b401c2e1b700019fa')).toBe(true)
  expect(hex.split('1b70').length).toBe(2)
})

test('a second copy says so in its own language, at top and bottom', async () => {
  const words = { mn: 'ХУВИЛБАР', ro: 'DUPLICAT', ru: 'ДУБЛИКАТ', cs: 'DUPLIKÁT', en: 'DUPLICATE' }
  for (const language of ['mn', 'ro', 'ru', 'cs', 'en'] as const) {
    const bytes = encode(receipts[language], 'epson-tm-t20iii', { duplicate: true })
    const { text } = await printOn('epson-tm-t20iii', bytes)
    expect(text.filter((line) => line.trim() === words[language])).toHaveLength(2)
    expect(text[0]?.trim()).toBe(words[language])
  }
})

test('rows keep their columns on narrow paper, and long cells wrap inside their own', async () => {
  const document = documentOf([
    {
      kind: 'row',
      cells: [
        { text: 'A product with a long name' },
        { text: '12', align: 'right', width: 8 },
        { text: '1 234.00', align: 'right', width: 12 },
      ],
    },
  ])
  const wide = await printOn('generic-80mm', encode(document, 'generic-80mm'))
  expect(wide.text.slice(0, 1)).toEqual(['A product with a long name       12     1 234.00'])
  const narrow = await printOn('generic-58mm', encode(document, 'generic-58mm'))
  expect(narrow.warnings).toEqual([])
  expect(narrow.text.slice(0, 3)).toEqual([
    'A product        12     1 234.00',
    'with a long',
    'name',
  ])
})

test('an amount that just fits its cell stays on its line with what its sign is folded to', async () => {
  for (const [amount, printed] of [
    ['16,500 ₮', '16,500 төг'],
    ['9,50 ₽', '9,50 руб.'],
  ] as const) {
    const cells = [{ text: 'Total' }, { text: amount, align: 'right', width: amount.length }]
    const document = documentOf([{ kind: 'row', cells }])
    const { text } = await printOn('epson-tm-t20iii', encode(document, 'epson-tm-t20iii'))
    expect(text[0]).toMatch(new RegExp(`^Total +${printed}$`))
    expect(text[0]).toHaveLength(48)
  }
})

test('a barcode with a wrong check digit is printed as its digits', async () => {
  const document = documentOf([{ kind: 'barcode', ean: '4006381333930' }])
  const { text } = await printOn('generic-80mm', encode(document, 'generic-80mm'))
  expect(text[0]?.trim()).toBe('4006381333930')
})

test('Code 128 takes pairs of digits where that is shorter, and says any ASCII', async () => {
  const hexByData = {
    '12345678': '7b430c22384e',
    '1234567': '7b430c22387b4237',
    AB1234: '7b4241427b430c22',
    AB12345CD: '7b42414231323334354344',
    AB1234567CD: '7b424142317b43172d437b424344',
    'a{b': '7b42617b7b62',
  }
  for (const [data, hex] of Object.entries(hexByData)) {
    expect([data, Buffer.from(code128(data)).toString('hex')]).toEqual([data, hex])
  }
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[ -~]{1,20}$/), async (data) => {
      const document = documentOf([{ kind: 'code128', data }])
      const { text, warnings } = await printOn('generic-80mm', encode(document, 'generic-80mm'))
      expect(warnings).toEqual([])
      expect(text[0]).toBe(`[code128 ${data}]`)
    }),
    { numRuns: 30 },
  )
})

test('a Code 128 too wide for the paper is written out', async () => {
  const data = 'a'.repeat(30)
  const document = documentOf([{ kind: 'code128', data }])
  const { text } = await printOn('generic-58mm', encode(document, 'generic-58mm'))
  expect(text[0]?.trim()).toBe(data)
})

test('a printer without codes of its own gets them drawn, with their digits below', async () => {
  const document = documentOf([
    { kind: 'barcode', ean: '4006381333931' },
    { kind: 'code128', data: 'UB1-42' },
    { kind: 'qr', data: 'https://shop.example/r/1' },
  ])
  const { text } = await printOn('zjiang-pos-5890', encode(document, 'zjiang-pos-5890'))
  expect(text.slice(0, 5)).toEqual([
    '[picture 288x80]',
    '4006381333931',
    expect.stringMatching(/^\[picture \d+x80\]$/),
    'UB1-42',
    '[picture 152x150]',
  ])
})

test('a logo of any kind of PNG is printed in black and white, no wider than the paper', async () => {
  for (const [kind, png] of Object.entries(logos)) {
    const document = documentOf([{ kind: 'picture', png: png.toString('base64') }])
    const { printer } = await printOn('generic-58mm', encode(document, 'generic-58mm'))
    const picture = printer.receipts()[0]?.items[0]
    if (picture?.kind !== 'picture') throw new Error(`no picture from ${kind}`)
    expect([kind, dots(picture)]).toEqual([kind, '##......\n.#......\n........\n'])
    expect(picture.align).toBe('center')
  }
  const wide = documentOf([{ kind: 'picture', png: bitsToPng(100, 20, noise).toString('base64') }])
  const { text, warnings } = await printOn('generic-58mm', encode(wide, 'generic-58mm'))
  expect([text[0], warnings]).toEqual(['[picture 384x10]', []])
})

test('a picture that cannot be read is left out, and the receipt comes without it', async () => {
  const document = documentOf([
    { kind: 'picture', png: Buffer.from('no picture').toString('base64') },
    { kind: 'text', text: 'Tea' },
  ])
  const { text } = await printOn('generic-80mm', encode(document, 'generic-80mm'))
  expect(text[0]).toBe('Tea')
})

test('the knife does what the model can: part of the paper, all of it, or nothing', () => {
  const ends = (profile: string) => Buffer.from(encode(documentOf([]), profile)).toString('hex')
  expect(ends('epson-tm-t20iii')).toMatch(/1b64041d5601$/)
  expect(ends('rongta-rp332')).toMatch(/1b64041d5600$/)
  expect(ends('generic-58mm')).toMatch(/1b6403$/)
})

test('the code-page test shows the letters at the number where the printer has them', async () => {
  const document = documentOf([{ kind: 'code-pages' }])
  const { text, warnings } = await printOn('generic-80mm', encode(document, 'generic-80mm'))
  expect(text).toHaveLength(128 + 4)
  expect(text[3]).toMatch(/^ {2}6 ӨөҮүЖя .* {2}7 /)
  expect(text[8]).toMatch(/^ 16 .* 17 .{6} Жя /)
  expect(text[9]).toContain(' 18 ')
  expect(text[9]).toContain(' řţş ')
  // All that this device does not have it says to lack; nothing else goes wrong.
  expect(warnings.every((warning) => /^code page \d+ is not/.test(warning))).toBe(true)
  const narrow = await printOn('generic-58mm', encode(document, 'generic-58mm'))
  expect(narrow.text).toHaveLength(256 + 3)
})

test('the number that the test found goes before those of the model', async () => {
  const document = documentOf([{ kind: 'text', text: 'Өнөөдөр Талх' }])
  const profile = profileOf('generic-80mm', { rk1048: 6 })
  const options = { profile, columns: 48, duplicate: false, openDrawer: false }
  const bytes = encodeDocument(document, options)
  expect(rasters(bytes)).toEqual([])
  expect((await printOn('generic-80mm', bytes)).text[0]).toBe('Өнөөдөр Талх')
  const other = profileOf('epson-tm-t20iii', { rk1048: 17 })
  expect(other.pages.filter((page) => page.number === 17)).toEqual([{ name: 'rk1048', number: 17 }])
})

test('a long QR payload keeps within narrow paper and says everything in ASCII', async () => {
  const document = documentOf([{ kind: 'qr', data: `https://дэлгүүр.мн/${'x'.repeat(300)}` }])
  const { printer } = await printOn('generic-58mm', encode(document, 'generic-58mm'))
  const qr = printer.receipts()[0]?.items[0]
  expect(qr).toMatchObject({ kind: 'qr', moduleDots: 3, align: 'center' })
  expect(qr?.kind === 'qr' && decodeURIComponent(qr.data)).toBe(
    `https://дэлгүүр.мн/${'x'.repeat(300)}`,
  )
})

test('any text whatever comes out without a warning, and known letters as they were', async () => {
  const letter = fc.oneof(
    fc.constantFrom(...Array.from('ABCxyz0189 ,.-')),
    fc.constantFrom(...Array.from('АБВгдеёЁўЎ№«»')),
    fc.constantFrom(...Array.from('ĂâșȚčďěňřšťůž')),
    fc.constantFrom(...Array.from('ӨөҮү₮₽€')),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  )
  const text = fc.array(letter, { maxLength: 80 }).map((letters) => letters.join(''))
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom(...profileNames), async (line, profile) => {
      const document = documentOf([{ kind: 'text', text: line }])
      const { warnings, text: printed } = await printOn(profile, encode(document, profile))
      expect(warnings).toEqual([])
      expect(printed.join('')).not.toContain('\ufffd')
    }),
    { numRuns: 100 },
  )
})

test('both code page tables agree on every letter of the pages in the profiles', () => {
  for (const name of profileNames) {
    for (const page of profileOf(name).pages) {
      const iconvName = page.name.replace('windows', 'win')
      for (let byte = 0x80; byte < 0x100; byte += 1) {
        const letter = iconv.decode(Buffer.from([byte]), iconvName)
        if (letter === '\ufffd' || letter < '\u00a0') continue
        const ours = byteOf(letter, page.name)
        // CP1125 has a dot that the two name differently; a letter never.
        if (ours === undefined && !/\p{L}/u.test(letter)) continue
        expect([letter, ours]).toEqual([letter, byte])
      }
    }
  }
})

test('another encoder writes the same QR code, barcode and drawer bytes', () => {
  const peer = new ReceiptPrinterEncoder({ columns: 48, newline: '\n', codepageMapping: 'epson' })
  const frames = [
    peer.qrcode('https://shop.example/r/1', { model: 2, size: 6, errorlevel: 'm' }).encode(),
    peer.pulse(0, 50, 500).encode(),
  ].map((frame) => Buffer.from(frame).toString('hex').replace(/0a$/, ''))
  const [qr = '', drawer = ''] = frames
  expect(Buffer.from(commands.qr('https://shop.example/r/1')).toString('hex')).toBe(qr)
  expect(Buffer.from(commands.openDrawer).toString('hex')).toBe(drawer)
})

test('another encoder chooses the same bytes for Mongolian, Russian and Czech text', () => {
  for (const text of ['Өнөөдөр Үнэ ү', 'Хлеб Ёлка', 'žluťoučký kůň']) {
    const peer = new ReceiptPrinterEncoder({
      columns: 48,
      newline: '\n',
      codepageMapping: 'epson',
      codepageCandidates: ['cp437', 'cp866', 'cp852', 'rk1048'],
    })
    const theirs = Buffer.from(peer.codepage('auto').line(text).encode()).toString('hex')
    const ours = Buffer.from(encode(documentOf([{ kind: 'text', text }]), 'epson-tm-t20iii'))
    const line = ours.subarray(7, ours.indexOf(0x0a)).toString('hex')
    expect(theirs).toContain(line)
  }
})

test('an unknown profile prints as the plain 80 mm printer', () => {
  expect(isProfileName('laser-9000')).toBe(false)
  expect(profileOf('laser-9000')).toBe(profileOf('generic-80mm'))
})

/** 800 dots wide: more than any paper. */
const noise = Uint8Array.from({ length: 2000 }, (_, index) => index % 251)

function documentOf(blocks: readonly unknown[]): PrintDocument {
  return PrintDocument.parse({ language: 'en', title: 'test', blocks })
}

function dots(bitmap: Bitmap): string {
  const rows = Array.from({ length: bitmap.rows }, (_, row) => {
    const bytes = bitmap.bits.subarray(row * bitmap.widthBytes, (row + 1) * bitmap.widthBytes)
    const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
    return bits.replaceAll('0', '.').replaceAll('1', '#')
  })
  return `${rows.join('\n')}\n`
}

function rasters(bytes: Uint8Array): readonly { widthBytes: number; rows: number }[] {
  return createLexer()(bytes)
    .filter((token) => token.bytes[0] === 0x1d && token.bytes[1] === 0x76)
    .map(({ bytes: b }) => ({
      widthBytes: (b[4] ?? 0) + (b[5] ?? 0) * 256,
      rows: (b[6] ?? 0) + (b[7] ?? 0) * 256,
    }))
}

function encode(
  document: PrintDocument,
  profile: string,
  more: { duplicate?: boolean; openDrawer?: boolean; font?: 'A' | 'B' } = {},
) {
  return encodeDocument(document, {
    profile: profileOf(profile),
    columns: 48,
    font: more.font,
    duplicate: more.duplicate ?? false,
    openDrawer: more.openDrawer ?? false,
  })
}

async function printOn(profile: string, bytes: Uint8Array) {
  const maker = profile.startsWith('epson') ? 'epson' : 'clone'
  const printer = createVirtualPrinter({
    maker,
    pages: pageTableOfProfile(profile, maker),
    columns: profileOf(profile).columns,
    columnsB: profileOf(profile).columnsB ?? 1,
    clock: () => 0,
  })
  const [near, far] = createCable()
  printer.attach(far)
  near.write(bytes)
  // It says its name when all before is printed.
  near.write(Uint8Array.of(0x1d, 0x49, 67))
  for await (const [said] of on(near, 'data')) if (String(said).includes('VIRTUAL')) break
  return {
    printer,
    text: printer.receipts().flatMap(textOf),
    warnings: printer.warnings(),
    kicks: printer.drawerKicks(),
  }
}

function hexDump(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return `${(hex.match(/.{1,64}/g) ?? []).join('\n')}\n`
}
