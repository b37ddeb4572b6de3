import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type GroupDatabase, openGroup } from './open.ts'

/** Part of keys, claim codes and file names. */
export const groupName = /^[a-z][a-z0-9]{1,19}$/

/** The open groups of this process; a group is opened once and stays open. */
export interface Groups extends AsyncDisposable {
  /** Those that exist, open or not. */
  names(): string[]
  /** Undefined if there is no such group. */
  find(group: string): Promise<GroupDatabase | undefined>
  /** Opens the group and makes its database if absent. */
  create(group: string): Promise<GroupDatabase>
  close(): Promise<void>
}

export interface GroupsOptions {
  readonly folder: string
  /** `libsql://{group}.host` puts each group in a namespace of a libSQL server. */
  readonly urlTemplate?: string | undefined
  readonly authToken?: string | undefined
  /** How long that server may take for an answer. */
  readonly timeoutMs?: number
}

export function createGroups({ folder, urlTemplate, authToken, timeoutMs }: GroupsOptions): Groups {
  const openByName = new Map<string, Promise<GroupDatabase>>()

  const create = (group: string) => {
    if (!groupName.test(group)) throw new Error(`group name ${group} does not match ${groupName}`)
    const known = openByName.get(group)
    if (known !== undefined) return known
    const url = urlTemplate?.replace('{group}', group) ?? `file:${fileOf(folder, group)}`
    const opened = openGroup({
      group,
      url,
      ...(authToken === undefined ? {} : { authToken }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    })
    openByName.set(group, opened)
    opened.catch(() => openByName.delete(group))
    return opened
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
      // On a libSQL server only the groups named by this process's bootstrap keys are served.
      if (urlTemplate !== undefined || !groupName.test(group)) return undefined
      return existsSync(fileOf(folder, group)) ? await create(group) : undefined
    },
    create,
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
