import { z } from 'zod'
import { Envelope, SaleClosed, SaleRefunded } from '#shared/contracts/event.ts'

/**
 * The contracts that every batch is read by, as compiled functions: the same answers in a tenth of
 * the time. What they refuse is put to the contract itself, so the words are the same too.
 */
export const compiledEnvelope = z.compile(Envelope)
export const compiledSaleClosed = z.compile(SaleClosed)
export const compiledSaleRefunded = z.compile(SaleRefunded)
