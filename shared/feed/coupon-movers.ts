import { z } from 'zod'
import type { CloudMark } from '../journal/kept-sales.ts'

const Movers = z.array(z.tuple([z.int(), z.int(), z.int()]))

/** The column `coupon.movers`; nobody's where the copy is older than the column. */
export function couponMovers(text: string): CloudMark[] {
  return Movers.parse(JSON.parse(text)).map(([hub, epoch, seq]) => ({ hub, epoch, seq }))
}
