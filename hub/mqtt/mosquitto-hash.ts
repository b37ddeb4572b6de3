import { pbkdf2Sync } from 'node:crypto'

/** A password as mosquitto-dynamic-security keeps it: PBKDF2 by SHA-512, base64. */
export interface MosquittoHash {
  readonly password: string
  readonly salt: string
  readonly iterations: number
}

/** The passwords are long and random, so mosquitto's own few rounds are enough. */
const ITERATIONS = 101
const SALT_BYTES = 12

export function mosquittoHash(password: string, saltFrom: Buffer): MosquittoHash {
  const salt = saltFrom.subarray(0, SALT_BYTES)
  return {
    password: pbkdf2Sync(password, salt, ITERATIONS, 64, 'sha512').toString('base64'),
    salt: salt.toString('base64'),
    iterations: ITERATIONS,
  }
}

/** Kept beside the hash of a till's token: pairing is the only time that the hub has the token. */
export function tillVerifier(token: string, tokenHash: string): string {
  return mosquittoHash(token, Buffer.from(tokenHash, 'hex')).password
}

/**
 * The salt is the head of the token's hash: beside the hash of another token (an older program that
 * does not know verifiers paired the till anew) a verifier lets nobody in.
 */
export function tillHash(kept: { tokenHash: string; mqttVerifier: string }): MosquittoHash {
  const salt = Buffer.from(kept.tokenHash, 'hex').subarray(0, SALT_BYTES).toString('base64')
  return { password: kept.mqttVerifier, salt, iterations: ITERATIONS }
}
