import type { ComponentChildren, JSX } from 'preact'
import { t } from '../texts.ts'

export interface Column<Row> {
  readonly key: string
  readonly title: string
  readonly cell: (row: Row) => ComponentChildren
  /** `number` stands right; `wide` takes what is left. */
  readonly look?: 'number' | 'wide' | 'nowrap' | 'code' | undefined
  readonly foot?: ComponentChildren
}

export interface Sorting {
  readonly key: string
  readonly descending: boolean
}

interface TableProps<Row> {
  /** Read out before the table, seen by nobody. */
  readonly caption: string
  readonly name: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[] | null
  readonly rowKey: (row: Row) => string | number
  readonly empty: string
  readonly busy?: boolean
  readonly sorting?: Sorting | undefined
  readonly onSort?: ((key: string) => void) | undefined
  readonly rowLook?: (row: Row) => string | undefined
}

export function Table<Row>(props: TableProps<Row>): JSX.Element {
  const { columns, rows } = props
  const hasFoot = columns.some(({ foot }) => foot !== undefined)
  return (
    // A region that scrolls must be reachable by keyboard.
    // biome-ignore lint: the tab stop is what makes it so.
    <div class="table-scroll" tabIndex={0} role="region" aria-label={props.caption}>
      <table class="table" data-name={props.name} aria-busy={props.busy ?? false}>
        <caption class="sr-only">{props.caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} table={props} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows === null && <Skeleton columns={columns.length} />}
          {rows?.length === 0 && (
            <tr>
              <td class="empty" colSpan={columns.length}>
                {props.empty}
              </td>
            </tr>
          )}
          {rows?.map((row) => (
            <tr key={props.rowKey(row)} class={props.rowLook?.(row)} data-key={props.rowKey(row)}>
              {columns.map(({ key, look, cell }) => (
                <td key={key} class={look} data-column={key}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {hasFoot && rows !== null && rows.length > 0 && (
          <tfoot>
            <tr>
              {columns.map(({ key, look, foot }) => (
                <td key={key} class={look} data-column={key}>
                  {foot}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}

interface HeadProps<Row> {
  readonly column: Column<Row>
  readonly table: TableProps<Row>
}

function Head<Row>({ column, table }: HeadProps<Row>): JSX.Element {
  const { sorting, onSort } = table
  if (onSort === undefined) {
    return (
      <th scope="col" class={column.look}>
        {column.title}
      </th>
    )
  }
  const isSorted = sorting?.key === column.key
  const order = sorting?.descending === true ? 'descending' : 'ascending'
  return (
    <th scope="col" class={column.look} aria-sort={isSorted ? order : undefined}>
      <button type="button" class="sort" onClick={() => onSort(column.key)}>
        <span>{column.title}</span>
        <span class="arrow" aria-hidden="true">
          {isSorted ? (order === 'descending' ? '▼' : '▲') : ''}
        </span>
      </button>
    </th>
  )
}

function Skeleton({ columns }: { readonly columns: number }): JSX.Element {
  return (
    <tr class="skeleton">
      <td class="empty" colSpan={columns}>
        {t('console.loading')}
      </td>
    </tr>
  )
}
