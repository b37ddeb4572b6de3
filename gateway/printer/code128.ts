/**
 * Data of `GS k 73` (Epson command reference, function B): Code 128 with its code sets said as `{A`,
 * `{B` and `{C`, `{` itself doubled. Set C takes two digits a symbol: worth it from four digits at
 * an end and from six in the middle (ISO/IEC 15417, annex E).
 */
export function code128(data: string): Uint8Array {
  const bytes: number[] = []
  let set = ''
  for (const run of data.match(/\d+|\D+/g) ?? []) {
    const isDigits = /^\d/.test(run)
    const isAtEnd = data.startsWith(run) || data.endsWith(run)
    const pairs = isDigits && run.length >= (isAtEnd ? 4 : 6)
    if (!pairs) {
      write('B', run)
      continue
    }
    // The odd digit stays in the set that is in use, or comes before the pairs.
    const isOdd = run.length % 2 === 1
    if (isOdd && set === 'B') write('B', run.slice(0, 1))
    const from = isOdd && set === 'B' ? 1 : 0
    const to = isOdd && from === 0 ? run.length - 1 : run.length
    use('C')
    for (let at = from; at < to; at += 2) bytes.push(Number(run.slice(at, at + 2)))
    if (to < run.length) write('B', run.slice(to))
  }
  return Uint8Array.from(bytes)

  function use(next: 'B' | 'C'): void {
    if (set === next) return
    bytes.push(0x7b, next.charCodeAt(0))
    set = next
  }

  function write(next: 'B', text: string): void {
    use(next)
    for (const letter of text) {
      if (letter === '{') bytes.push(0x7b)
      bytes.push(letter.charCodeAt(0))
    }
  }
}

/** Width in modules: start, symbols, check and stop of 13. */
export function code128Modules(data: string): number {
  let symbols = 0
  const bytes = code128(data)
  for (let at = 0; at < bytes.length; at += 1) {
    // A code set's name and a doubled brace are one symbol; the first name is the start.
    if (bytes[at] === 0x7b) at += 1
    symbols += 1
  }
  return (symbols + 1) * 11 + 13
}
