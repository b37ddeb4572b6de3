import { lineRules } from './contract.ts'
import { serialKind, tcpKind, usbKind, virtualKind } from './kinds.ts'

/** The rules of lines on another runtime than Vitest's: a line of JSON for each. */
for (const kind of [serialKind, tcpKind, usbKind, virtualKind]) {
  for (const { rule, check } of lineRules) {
    let error = ''
    try {
      await using bench = await kind.open()
      await check(bench, kind)
    } catch (reason) {
      error = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
    }
    process.stdout.write(`${JSON.stringify({ rule: `a ${kind.name} line ${rule}`, error })}\n`)
  }
}
process.exit(0)
