import { createHash } from 'node:crypto'
import { constants, createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs'
import { copyFile, open, rename } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { z } from 'zod'
import type { WriteQueue } from '../db/writer.ts'
import { writeDurably } from './durable.ts'
import { type FeedPaths, generationPath } from './paths.ts'

/** An immutable copy of the file as it was when its generation began (spine rule 7). */
export interface FeedExport {
  readonly path: string
  readonly gzipPath: string
  /** Of the file itself, hex: what a first copy is checked against. */
  readonly sha256: string
}

export interface Exports {
  open(generation: number, current: () => number): Promise<FeedExport | undefined>
  /** Resolves when no copy is being made any more. */
  settled(): Promise<void>
}

const ExportFile = z.object({ sha256: z.string() })

/** Copies are made at the first request; a roll waits for the copy, never for a download. */
export function createExports(paths: FeedPaths, queue: WriteQueue): Exports {
  const madeByGeneration = new Map<number, Promise<FeedExport | undefined>>()

  const make = async (generation: number, current: () => number) => {
    const path = generationPath(paths, generation, 'db')
    const gzipPath = generationPath(paths, generation, 'db.gz')
    const file = generationPath(paths, generation, 'export.json')
    if (existsSync(file)) {
      return { path, gzipPath, ...ExportFile.parse(JSON.parse(readFileSync(file, 'utf8'))) }
    }
    const isCopied = await queue(async () => {
      if (generation !== current()) return false
      await copyFile(paths.db, `${path}.new`, constants.COPYFILE_FICLONE)
      return true
    })
    if (!isCopied) return undefined
    const sha256 = await hashAndZip(`${path}.new`, `${gzipPath}.new`)
    for (const made of [path, gzipPath]) {
      await syncFile(`${made}.new`)
      await rename(`${made}.new`, made)
    }
    writeDurably(file, JSON.stringify({ sha256 }))
    return { path, gzipPath, sha256 }
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

async function hashAndZip(from: string, to: string): Promise<string> {
  const hash = createHash('sha256')
  const source = createReadStream(from, { highWaterMark: 1 << 20 })
  source.on('data', (chunk) => hash.update(chunk))
  await pipeline(source, createGzip({ level: 1 }), createWriteStream(to))
  return hash.digest('hex')
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
