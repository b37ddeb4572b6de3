import { expect } from 'vitest'
import { rebuildGroup } from '#cloud/rebuild/rebuild-group.ts'
import type { ValueShop } from './value-shop.ts'

/** The events and commands alone give the same books, value to the last byte (spine B2.3). */
export async function expectRebuilt({ cloud }: ValueShop): Promise<void> {
  const { tables } = await rebuildGroup({ file: cloud.group.file ?? '' })
  const told = tables.filter(({ difference }) => difference !== null)
  expect(told.map(({ table, difference }) => `${table}: ${difference}`)).toEqual([])
}
