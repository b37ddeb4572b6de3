import { call } from '../api.ts'
import type { PageOf } from '../every-page.ts'
import { company } from '../session.ts'
import { type Member, MemberPage } from './answers.ts'

interface Search {
  readonly text: string
  readonly after?: string | undefined
  readonly limit: number
  readonly signal?: AbortSignal | undefined
}

/** One field for all: what may be a card or a phone is looked for as that first, then as words. */
export async function searchMembers({
  text,
  after,
  limit,
  signal,
}: Search): Promise<PageOf<Member>> {
  const ask = (query: { text?: string; phone?: string; card?: string }) =>
    call({
      path: '/members',
      query: { ...query, company: company.value?.code, after, limit },
      answer: MemberPage,
      ...(signal && { signal }),
    })
  if (after === undefined) {
    const bare = text.replaceAll(/[\s()]/g, '')
    const isCard = /^[0-9A-Za-z-]{3,40}$/.test(bare) && /\d/.test(bare)
    const found = isCard ? await ask({ card: bare }) : noPage
    if (found.items.length > 0) return found
    const called = /^\+?[\d-]{6,15}$/.test(bare) ? await ask({ phone: bare }) : noPage
    if (called.items.length > 0) return called
  }
  return await ask({ text })
}

const noPage: PageOf<Member> = { items: [], next: null }
