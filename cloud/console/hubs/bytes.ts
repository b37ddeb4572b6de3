import { quantity } from '../format.ts'
import { t } from '../texts.ts'

/** `12.3 kB`, `4.5 MB`, `1.2 GB`. */
export function bytes(value: number): string {
  const inKilobytes = Math.round(value / 100) * 100
  if (inKilobytes < 1_000_000) return t('console.bytes.kb', { n: quantity(inKilobytes) })
  const inMegabytes = Math.round(value / 100_000) * 100
  if (inMegabytes < 1_000_000) return t('console.bytes.mb', { n: quantity(inMegabytes) })
  return t('console.bytes.gb', { n: quantity(Math.round(value / 100_000_000) * 100) })
}
