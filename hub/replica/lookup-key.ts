import { createHmac } from 'node:crypto'

/** The key under which `member_key` holds a phone or card (shared/feed/lookup.ts makes the text). */
export function hashLookup(lookupKey: string, text: string): string {
  const mac = createHmac('sha256', Buffer.from(lookupKey, 'base64url')).update(text).digest()
  return mac.subarray(0, 16).toString('base64url')
}
