import { Failure } from '#shared/domain/failure.ts'
import type { Groups } from '../db/groups.ts'
import { type Caller, type Scope, scopes } from './caller.ts'
import { parseKey } from './key-text.ts'
import { findKnownKey } from './known-keys.ts'
import { findKey } from './store.ts'

/** `Bearer kassa.…` or `ApiKey kassa.…` → who calls. The answer never says which part was wrong. */
export async function authenticate(
  groups: Groups,
  authorization: string | undefined,
  /** What is asked for lies on this machine: a key that was good lately is. */
  options: { readonly isLocal?: boolean } = {},
): Promise<Caller> {
  const [, text] = /^(?:Bearer|ApiKey) (\S+)$/i.exec(authorization ?? '') ?? []
  const parts = text === undefined ? undefined : parseKey(text)
  const group = parts === undefined ? undefined : await groups.find(parts.group)
  const isRemembered = options.isLocal === true && group?.file === null
  const key =
    parts &&
    group &&
    (isRemembered ? await findKnownKey(group, parts) : await findKey(group.db, parts))
  if (!parts || !group || !key) {
    throw new Failure(
      'unauthorized',
      'Send a valid key: `Authorization: Bearer kassa.<group>.<key>.<secret>`.',
    )
  }
  return { group, keyId: parts.keyId, scopes: key.scopes.filter(isScope), hubId: key.hubId }
}

function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text)
}
