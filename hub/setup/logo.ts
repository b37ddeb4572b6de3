import { t } from './texts.ts'

/** Of the device's `logo`. */
const BYTES_MAX = 32 * 1024
/** A gateway leaves a larger picture out. */
const SIDE_MAX = 2000
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

export interface ChosenLogo {
  /** In base64; null where something is wrong with it. */
  readonly logo: string | null
  /** In the language of the moment. */
  readonly wrong: (() => string) | null
}

/** A file as a printer's logo, or what is wrong with it. */
export async function logoOf(file: File): Promise<ChosenLogo> {
  const { name } = file
  const head = new Uint8Array(await file.slice(0, 24).arrayBuffer())
  if (head.length < 24 || SIGNATURE.some((byte, i) => head[i] !== byte))
    return wrong(() => t('setup.logo.no-png', { name }))
  const size = Math.ceil(file.size / 1024)
  if (file.size > BYTES_MAX) return wrong(() => t('setup.logo.too-large', { name, size }))
  const sides = new DataView(head.buffer)
  const [width, height] = [sides.getUint32(16), sides.getUint32(20)]
  if (width > SIDE_MAX || height > SIDE_MAX)
    return wrong(() => t('setup.logo.too-wide', { name, width, height }))
  try {
    const drawn = await createImageBitmap(file)
    drawn.close()
  } catch {
    // In whatever way: a printer could not draw it either.
    return wrong(() => t('setup.logo.broken', { name }))
  }
  const bytes = new Uint8Array(await file.arrayBuffer())
  return {
    logo: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')),
    wrong: null,
  }
}

function wrong(words: () => string): ChosenLogo {
  return { logo: null, wrong: words }
}
