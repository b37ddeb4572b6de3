const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Five bits a character, four characters a group: 10 bytes are 16 characters. */
export function codeOf(bytes: Uint8Array): string {
  let code = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      if (code.length % 5 === 4) code += '-'
      code += digits.charAt((held >> bits) & 31)
      held &= (1 << bits) - 1
    }
  }
  return code
}
