import { z } from '@hono/zod-openapi'

export const formats = ['json', 'csv', 'xlsx'] as const
export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A report as a file. */
export const file = z.string().meta({ format: 'binary' })

export function fileHeaders(type: string, name: string) {
  return {
    'content-type': type === 'text/csv' ? 'text/csv; charset=utf-8' : type,
    'content-disposition': `attachment; filename="${name}"`,
  }
}
