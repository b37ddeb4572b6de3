import writeExcelFile from 'write-excel-file/node'
import { formulaSafe } from './csv.ts'
import type { Cell, Table } from './table.ts'

const formatByDecimals: Readonly<Record<number, string>> = {
  0: '#,##0',
  2: '#,##0.00',
  3: '#,##0.###',
}

export async function tableToXlsx({ title, header, rows }: Table): Promise<Buffer> {
  const head = header.map((value) => ({ value, fontWeight: 'bold' as const }))
  const body = rows.map((cells) => cells.map(xlsxCell))
  const columns = header.map((text, i) => ({ width: i < 2 ? 28 : Math.max(12, text.length + 2) }))
  const sheet = { columns, stickyRowsCount: 1, sheet: title.slice(0, 31) }
  return await writeExcelFile([head, ...body], sheet).toBuffer()
}

function xlsxCell(cell: Cell) {
  switch (cell.kind) {
    case 'text':
      return { value: formulaSafe(cell.text) }
    case 'number':
      // The value is exact: amounts have at most 15 digits.
      return {
        value: cell.value / 10 ** cell.decimals,
        format: formatByDecimals[cell.decimals] ?? '0',
      }
    case 'empty':
      return null
  }
}
