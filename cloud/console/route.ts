import { signal } from '@preact/signals'

/** As the navigation shows them. */
export const pageGroups = [
  { name: 'books', pages: ['sales', 'receipts', 'ledger'] },
  {
    name: 'loyalty',
    pages: ['members', 'programmes', 'promotions', 'coupons', 'gift-cards', 'leases', 'liability'],
  },
  { name: 'goods', pages: ['products', 'import'] },
  { name: 'boxes', pages: ['hubs', 'quarantine'] },
] as const
export type PageName = (typeof pageGroups)[number]['pages'][number]
const pages: readonly PageName[] = pageGroups.flatMap((group) => [...group.pages])

/** `#/NOM/receipts/019…?from=2026-11-01`: all that a page shows is in its address. */
export interface Route {
  readonly company: string | null
  readonly page: PageName
  /** What follows the page, e.g. a receipt's id. */
  readonly path: readonly string[]
  readonly query: Readonly<Record<string, string>>
}

export const route = signal<Route>(parseHash(location.hash))

export function startRouting(): void {
  window.addEventListener('popstate', () => {
    route.value = parseHash(location.hash)
  })
}

export function parseHash(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [company = '', page = '', ...rest] = path.split('/').map(decoded)
  return {
    company: company === '' ? null : company,
    page: pages.find((name) => name === page) ?? 'sales',
    path: rest.filter((part) => part !== ''),
    query: Object.fromEntries(new URLSearchParams(query)),
  }
}

export interface Target {
  readonly company?: string | null
  readonly page: PageName
  readonly path?: readonly (string | number)[]
  readonly query?: Readonly<Record<string, string | undefined>>
}

export function hrefOf({ company, page, path = [], query = {} }: Target): string {
  const of = company === undefined ? route.value.company : company
  const parts = [of ?? '', page, ...path].map((part) => encodeURIComponent(part))
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') params.set(name, value)
  return `#/${parts.join('/')}${params.size > 0 ? `?${params}` : ''}`
}

export function goTo(target: Target, { replace = false } = {}): void {
  const href = hrefOf(target)
  if (href === location.hash) return
  if (replace) history.replaceState(null, '', href)
  else history.pushState(null, '', href)
  route.value = parseHash(href)
}

/** Changes filters of the page that is open; typing replaces, choosing can be taken back. */
export function setQuery(
  changes: Readonly<Record<string, string | undefined>>,
  options: { readonly replace?: boolean } = {},
): void {
  const { page, path, query } = route.peek()
  goTo({ page, path, query: { ...query, ...changes } }, options)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // Typed by hand with a lone %: take it as it stands.
    return part
  }
}
