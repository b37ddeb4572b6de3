import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { parseUser } from './access.ts'

export interface MqttSecrets {
  /** Password of user `hub` itself: made anew by each process. */
  readonly hubPassword: string
  /** Password of every `gateway:<name>`. */
  readonly gatewayToken: string
  /** Kept by the hub: each device's password is derived from it, so none is stored. */
  readonly secret: string
  /** Whether a paired till has this token now: a till that was replaced has none. */
  readonly isTill: (till: string, token: string) => boolean
}

export function devicePassword(secret: string, device: string): string {
  return createHmac('sha256', secret).update(`mqtt-device:${device}`).digest('base64url')
}

export function isRightPassword(username: string, password: string, secrets: MqttSecrets): boolean {
  const user = parseUser(username)
  if (user === null) return false
  switch (user.kind) {
    case 'hub':
      return isSame(password, secrets.hubPassword)
    case 'gateway':
      return isSame(password, secrets.gatewayToken)
    case 'device':
      return isSame(password, devicePassword(secrets.secret, user.device))
    case 'till':
      return secrets.isTill(user.till, password)
  }
}

// Hashed first: timingSafeEqual wants equal lengths, and the length says something too.
function isSame(given: string, right: string): boolean {
  return right !== '' && timingSafeEqual(sha256(given), sha256(right))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
