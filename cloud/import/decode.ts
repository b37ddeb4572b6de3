import { isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { isBlank } from '#shared/domain/blank.ts'
import { Failure } from '#shared/domain/failure.ts'

export interface DecodedFile {
  readonly encoding: 'utf-8' | 'windows-1251'
  readonly text: string
}

/** Valid UTF-8, with or without a byte order mark, is UTF-8; anything else is Windows-1251. */
export function decodeFile(bytes: Uint8Array): DecodedFile {
  refuseOtherFiles(bytes)
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const decoded = isUtf8(buffer)
    ? { encoding: 'utf-8' as const, text: buffer.toString('utf8').replace(/^\uFEFF/, '') }
    : { encoding: 'windows-1251' as const, text: iconv.decode(buffer, 'win1251') }
  if (isBlank(decoded.text)) {
    throw new Failure('invalid', 'The file is empty; its first line must name the columns.')
  }
  return decoded
}

function refuseOtherFiles([first, second]: Uint8Array): void {
  if (first === 0x50 && second === 0x4b) {
    throw new Failure('invalid', 'This is a workbook, not a CSV file; save it as "CSV UTF-8".')
  }
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new Failure('invalid', 'The file is in UTF-16; save it as "CSV UTF-8".')
  }
}
