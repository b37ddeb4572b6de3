import { expect } from 'vitest'
import { rebuildGroup } from '#cloud/rebuild/rebuild-group.ts'
import type { ValueShop } from './value-shop.ts'

/** The events and commands alone give the same books, value to the last byte (spine B2.3). */
export async function expectRebuilt({ cloud }: ValueShop): Promise<void> {
  const { tables } = await rebuildGroup({ file: cloud.group.file ?? '' })
  const told = tables.filter(({ difference }) => difference !== null)
  expect(told.map(({ table, difference }) => `${table}: ${difference}`)).toEqual([])
  // What vouchers are listed by is what the books say of them.
  expect(cloud.group.readHot().prepare(misfiledSql).all()).toEqual([])
}

const misfiledSql = `SELECT v.account, v.state FROM voucher v
  LEFT JOIN value_coupon c ON c.coupon_id = v.account
  WHERE v.state IS NOT nullif(c.state->>'state', 'reserved')`
