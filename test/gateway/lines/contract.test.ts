import { describe, test } from 'vitest'
import { lineRules } from './contract.ts'
import { serialKind, tcpKind, usbKind, virtualKind } from './kinds.ts'

describe.each([serialKind, tcpKind, usbKind, virtualKind])('a $name line', (kind) => {
  test.each(lineRules)('$rule', async ({ check }) => {
    await using bench = await kind.open()
    await check(bench, kind)
  })
})
