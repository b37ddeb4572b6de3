import { createHash } from 'node:crypto'
import { constants, createReadStream, createWriteStream } from 'node:fs'
import { copyFile, open, rename } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { z } from 'zod'
import { Failure } from '#shared/domain/failure.ts'
import type { WriteQueue } from '../db/writer.ts'
import { readJson, writeDurably } from './durable.ts'
import { type FeedPaths, generationPath } from './paths.ts'

/** An immutable copy of the file as it was when its generation began (spine rule 7). */
export interface FeedExport {
  readonly path: string
  readonly gzipPath: string
  /** Of the file itself, hex. */
  readonly sha256: string
  /** Of the compressed one, whose own check sum covers the rest: what a first copy is checked by. */
  readonly gzipSha256: string
}

export interface Exports {
  open(generation: number, current: () => number): Promise<FeedExport | undefined>
  /** Resolves when no copy is being made any more. */
  settled(): Promise<void>
}

const ExportFile = z.object({ sha256: z.string(), gzipSha256: z.string() })

/** Of each step between file, thread and file: small ones cost more than the work itself. */
const CHUNK_BYTES = 1 << 20

/** Copies are made at the first request; a roll waits for the copy, never for a download. */
export function createExports(
  paths: FeedPaths,
  queue: WriteQueue,
  /** The log of the generation before stands in the file, whole. */
  isFileWhole: () => Promise<boolean>,
): Exports {
  const madeByGeneration = new Map<number, Promise<FeedExport | undefined>>()

  const make = async (generation: number, current: () => number) => {
    const path = generationPath(paths, generation, 'db')
    const gzipPath = generationPath(paths, generation, 'db.gz')
    const file = generationPath(paths, generation, 'export.json')
    // One of an older cloud lacks a sum and is made anew.
    const made = readJson(file, ExportFile)
    if (made !== undefined) return { path, gzipPath, ...made }
    const isCopied = await queue(async () => {
      if (generation !== current()) return false
      if (!(await isFileWhole())) {
        throw new Failure(
          'unavailable',
          `Somebody reads ${paths.name} in one long transaction: generation ${generation} cannot be copied before that ends.`,
        )
      }
      await copyFile(paths.db, `${path}.new`, constants.COPYFILE_FICLONE)
      return true
    })
    if (!isCopied) return undefined
    const sums = await hashAndZip(`${path}.new`, `${gzipPath}.new`)
    for (const copy of [path, gzipPath]) {
      await syncFile(`${copy}.new`)
      await rename(`${copy}.new`, copy)
    }
    writeDurably(file, JSON.stringify(sums))
    return { path, gzipPath, ...sums }
  }
  return {
    open(generation, current) {
      const known = madeByGeneration.get(generation)
      if (known) return known
      const made = make(generation, current)
      madeByGeneration.set(generation, made)
      const forget = () => madeByGeneration.delete(generation)
      made.then((result) => result ?? forget(), forget)
      for (const old of madeByGeneration.keys()) {
        if (old < generation - 2) madeByGeneration.delete(old)
      }
      return made
    },
    settled: async () => {
      await Promise.allSettled(madeByGeneration.values())
    },
  }
}

async function hashAndZip(from: string, to: string): Promise<z.infer<typeof ExportFile>> {
  const hash = createHash('sha256')
  const gzipHash = createHash('sha256')
  const source = createReadStream(from, { highWaterMark: CHUNK_BYTES })
  source.on('data', (chunk) => hash.update(chunk))
  const gzip = createGzip({ level: 1, chunkSize: CHUNK_BYTES })
  gzip.on('data', (chunk: Buffer) => gzipHash.update(chunk))
  await pipeline(source, gzip, createWriteStream(to))
  return { sha256: hash.digest('hex'), gzipSha256: gzipHash.digest('hex') }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
