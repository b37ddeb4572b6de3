import { signal } from '@preact/signals'
import type { RefusedSale } from './kept-body.ts'

/** What only this till has, since its hub does not take it. */
export const refusedSales = signal<readonly RefusedSale[]>([])
