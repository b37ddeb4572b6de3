import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Failure } from '#shared/domain/failure.ts'
import { ANSWER_MS, type GroupDatabase, openGroup } from './open.ts'
import { areBooksThere } from './remote/client.ts'
import type { BooksOwner } from './remote/owner.ts'

/** Part of keys, claim codes and file names. */
export const groupName = /^[a-z][a-z0-9]{1,19}$/

/** The open groups of this process; a group is opened once and stays open. */
export interface Groups extends AsyncDisposable {
  /** Those that exist, open or not; on a libSQL server those that somebody has asked for. */
  names(): string[]
  /** Undefined if there is no such group. */
  find(group: string): Promise<GroupDatabase | undefined>
  /** Opens the group and makes its database if absent; a server's namespace must be there. */
  create(group: string): Promise<GroupDatabase>
  /** See `GroupDatabase`. */
  refuseWrites(): Promise<void>
  close(): Promise<void>
}

export interface GroupsOptions {
  readonly folder: string
  /** `libsql://{group}.host` puts each group in a namespace of a libSQL server. */
  readonly urlTemplate?: string | undefined
  readonly authToken?: string | undefined
  /** How long that server may take for an answer. */
  readonly timeoutMs?: number
  /** Who serves the books on that server, and what to do when another cloud has taken them. */
  readonly owner?: BooksOwner | undefined
  readonly onLost?: (why: Failure) => void
}

/** A name without books is not asked for again so soon: anybody may put one into a key. */
const ABSENT_MS = 10_000
const ABSENT_MAX = 1000

export function createGroups(options: GroupsOptions): Groups {
  const { folder, urlTemplate, authToken, timeoutMs, owner, onLost } = options
  const openByName = new Map<string, Promise<GroupDatabase>>()
  const askingByName = new Map<string, Promise<boolean>>()
  const absentUntil = new Map<string, number>()

  const create = (group: string) => {
    if (!groupName.test(group)) throw new Error(`group name ${group} does not match ${groupName}`)
    const known = openByName.get(group)
    if (known !== undefined) return known
    const url = urlTemplate?.replace('{group}', group) ?? `file:${fileOf(folder, group)}`
    const opened = openGroup({
      group,
      url,
      owner,
      onLost,
      ...(authToken === undefined ? {} : { authToken }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    })
    openByName.set(group, opened)
    opened.catch(() => openByName.delete(group))
    return opened
  }
  const isOnServer = async (group: string, template: string): Promise<boolean> => {
    if ((absentUntil.get(group) ?? 0) > performance.now()) return false
    const url = template.replace('{group}', group)
    const isThere = await areBooksThere({ url, authToken, timeoutMs: timeoutMs ?? ANSWER_MS })
    if (isThere) return true
    if (absentUntil.size >= ABSENT_MAX) absentUntil.clear()
    absentUntil.set(group, performance.now() + ABSENT_MS)
    return false
  }
  const isThere = async (group: string): Promise<boolean> => {
    if (urlTemplate === undefined) return existsSync(fileOf(folder, group))
    const asking = askingByName.get(group) ?? isOnServer(group, urlTemplate)
    askingByName.set(group, asking)
    return await asking.finally(() => askingByName.delete(group))
  }
  const close = async () => {
    for (const opened of openByName.values()) await (await opened).close()
    openByName.clear()
  }
  return {
    names: () =>
      urlTemplate === undefined
        ? groupFiles(folder)
        : [...openByName.keys()].toSorted((a, b) => a.localeCompare(b)),
    async find(group) {
      const known = openByName.get(group)
      if (known !== undefined) return await known
      if (!groupName.test(group)) return undefined
      return (await isThere(group)) ? await create(group) : undefined
    },
    create,
    refuseWrites: async () => {
      for (const opened of openByName.values()) (await opened).refuseWrites()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function fileOf(folder: string, group: string): string {
  return join(folder, `hq-${group}.db`)
}

function groupFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap((name) => /^hq-([a-z][a-z0-9]{1,19})\.db$/.exec(name)?.[1] ?? [])
    .toSorted((a, b) => a.localeCompare(b))
}
