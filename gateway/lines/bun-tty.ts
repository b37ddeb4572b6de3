/** Calls of the C library that neither Bun nor `stty` offers. */
export interface TtyCalls {
  /** False when another program holds the port, be it ours on Node (both use `flock`) or another. */
  lock(handle: number): boolean
  /** Drops what lies in both queues of the port. */
  flush(handle: number): void
}

/** The part of `bun:ffi` that is used. */
interface Ffi {
  readonly dlopen: (
    library: string,
    symbols: Record<string, { readonly args: readonly string[]; readonly returns: string }>,
  ) => { readonly symbols: Record<string, (handle: number, argument: number) => number> }
}

const LOCK_EXCLUSIVE_AT_ONCE = 2 | 4
const libraries = [
  'libc.so.6',
  'libc.musl-x86_64.so.1',
  'libc.musl-aarch64.so.1',
  'libSystem.dylib',
]

let calls: TtyCalls | undefined

export async function ttyCalls(): Promise<TtyCalls> {
  calls ??= await load()
  return calls
}

async function load(): Promise<TtyCalls> {
  // Not a literal: Node's type checker and bundler know no such module.
  const name = 'bun:ffi'
  const { dlopen } = (await import(name)) as Ffi
  const signature = { args: ['int', 'int'], returns: 'int' } as const
  for (const library of libraries) {
    try {
      const { flock, tcflush } = dlopen(library, { flock: signature, tcflush: signature }).symbols
      if (flock === undefined || tcflush === undefined) continue
      const both = process.platform === 'darwin' ? 3 : 2
      return {
        lock: (handle) => flock(handle, LOCK_EXCLUSIVE_AT_ONCE) === 0,
        flush: (handle) => void tcflush(handle, both),
      }
    } catch {
      // Another system's name: the next one.
    }
  }
  throw new Error(`no C library found among ${libraries.join(', ')}`)
}
