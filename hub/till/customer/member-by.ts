import { TillMember } from '#shared/contracts/till.ts'
import { call, Refusal } from '../api.ts'

/** By card, else by phone. */
export async function memberBy(key: string): Promise<TillMember> {
  return await byFirstOf('card', key)
}

/** By the partner's code, else by phone. */
export async function partnerBy(key: string): Promise<TillMember> {
  return await byFirstOf('affiliate', key)
}

async function byFirstOf(first: 'card' | 'affiliate', key: string): Promise<TillMember> {
  try {
    return await call({ path: '/members', query: { [first]: key }, answer: TillMember })
  } catch (error) {
    if (!(error instanceof Refusal) || error.status === 401 || error.status === 403) throw error
    return await call({ path: '/members', query: { phone: key }, answer: TillMember })
  }
}
