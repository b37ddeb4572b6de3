import { computed, signal } from '@preact/signals'
import { z } from 'zod'
import { CompanyView, StoreView } from '../masterdata/views.ts'
import { call, useKey } from './api.ts'
import { everyPage } from './every-page.ts'
import { goTo, route } from './route.ts'
import { suggestLanguage } from './texts.ts'

export type Company = z.infer<typeof CompanyView>
export type Store = z.infer<typeof StoreView>

export type SessionState = 'resuming' | 'signed-out' | 'signed-in'
const storageKey = 'kassa.console.key'

export const sessionState = signal<SessionState>('resuming')
/** Why the sign-in page is shown again. */
export const signedOutBecause = signal<'refused' | null>(null)
export const group = signal('')
export const companies = signal<readonly Company[]>([])
const allStores = signal<readonly Store[]>([])

export const company = computed(
  () => companies.value.find(({ code }) => code === route.value.company) ?? companies.value[0],
)
export const stores = computed(() =>
  allStores.value.filter((store) => store.company === company.value?.code),
)
/** Days of a company are those of its first store. */
export const timeZone = computed(() => stores.value[0]?.timeZone ?? 'UTC')

export function storeOf(id: number): Store | undefined {
  return allStores.value.find((store) => store.id === id)
}

/** The key lives as long as the browser's tab. */
export async function resumeSession(): Promise<void> {
  const key = sessionStorage.getItem(storageKey)
  if (key === null) {
    sessionState.value = 'signed-out'
    return
  }
  try {
    await signIn(key)
  } catch {
    // The sign-in page is shown; there the same key tells what is wrong.
    sessionState.value = 'signed-out'
  }
}

/** Throws what the cloud says against the key. */
export async function signIn(key: string): Promise<void> {
  // A refused key is the form's matter here, not a lost session.
  useKey(key, () => undefined)
  const found = await everyPage((after) =>
    call({ path: '/companies', query: { after, limit: 200 }, answer: page(CompanyView) }),
  )
  allStores.value = await everyPage((after) =>
    call({ path: '/stores', query: { after, limit: 200 }, answer: page(StoreView) }),
  )
  companies.value = found
  group.value = key.split('.')[1] ?? ''
  sessionStorage.setItem(storageKey, key)
  useKey(key, () => signOut('refused'))
  signedOutBecause.value = null
  if (company.value !== undefined) suggestLanguage(company.value.language)
  const { company: code, page: name, path, query } = route.peek()
  const isKnown = found.some((candidate) => candidate.code === code)
  goTo(
    isKnown
      ? { company: code, page: name, path, query }
      : { company: found[0]?.code ?? null, page: 'sales' },
    { replace: true },
  )
  sessionState.value = 'signed-in'
}

export function signOut(because: 'refused' | null = null): void {
  sessionStorage.removeItem(storageKey)
  useKey(null, () => undefined)
  signedOutBecause.value = because
  sessionState.value = 'signed-out'
}

function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}
