import { createHash, randomBytes } from 'node:crypto'

/** Crockford base 32: nothing that is read as something else. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `<group>-XXXXXXXX`: 40 random bits, good for one use within 15 minutes. */
export function newClaimCode(group: string): string {
  const text = Array.from(randomBytes(8), (byte) => letters.charAt(byte & 31)).join('')
  return `${group}-${text}`
}

/** What a technician typed, if it can be a code. */
export function parseClaimCode(typed: string): { group: string; code: string } | undefined {
  const match = /^([a-z][a-z0-9]{1,19})-([0-9A-Z]{8})$/i.exec(typed.replaceAll(/\s/g, ''))
  const [, group, text] = match ?? []
  if (group === undefined || text === undefined) return undefined
  const read = text.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return { group: group.toLowerCase(), code: `${group.toLowerCase()}-${read}` }
}

export function claimCodeHash(code: string): string {
  return createHash('sha256').update(code).digest('hex')
}
