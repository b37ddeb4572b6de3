import type { CompanyInput, VatGroupInput } from '../masterdata/inputs.ts'
import type { CsvRow } from './csv-text.ts'

/** A row of goods that are named alike; how a shop's shelves are filled. */
export interface Shelf {
  readonly category: string
  readonly posCategory: string
  readonly vatGroup: string
  readonly uom?: string
  /** One word of each list makes a name. */
  readonly words: readonly (readonly string[])[]
  /** Variants that share a template, e.g. colours. */
  readonly variants?: readonly string[]
  /** Lowest and highest price and its step, in whole units of the currency. */
  readonly price: readonly [number, number, number]
  readonly suppliers: readonly string[]
  readonly manufacturers: readonly string[]
  /** First digits of the EAN-13. */
  readonly barcodes: readonly string[]
  readonly agentMargin?: number
  readonly mayGoNegative?: boolean
  /** How many of a thousand products of this company stand here. */
  readonly perMille: number
}

export interface DemoCompany {
  readonly code: string
  readonly settings: CompanyInput
  readonly vatGroups: readonly (VatGroupInput & { readonly code: string })[]
  readonly stores: readonly CsvRow[]
  readonly categories: readonly CsvRow[]
  readonly partners: readonly CsvRow[]
  /** Legal entities: words of their names, and a tax number without its check digit by position. */
  readonly customers: {
    readonly named: readonly CsvRow[]
    readonly words: readonly (readonly string[])[]
    readonly count: number
    taxNumber(index: number): string
  }
  /** Examples with names of their own, before the shelves. */
  readonly products: readonly CsvRow[]
  readonly shelves: readonly Shelf[]
  readonly productCount: number
  readonly prices: readonly CsvRow[]
  /** Given names and family names of the staff. */
  readonly staff: readonly string[]
}

export interface DemoGroup {
  readonly name: string
  readonly companies: readonly [DemoCompany, ...DemoCompany[]]
  readonly members: {
    readonly count: number
    readonly words: readonly (readonly string[])[]
    /** Makes one name of the words. */
    fullName(words: readonly string[]): string
    phone(index: number): string
    readonly cardPrefix: string
  }
}
