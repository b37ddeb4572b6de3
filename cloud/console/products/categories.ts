import { useMemo } from 'preact/hooks'
import { z } from 'zod'
import { CategoryView } from '../../masterdata/views.ts'
import { call } from '../api.ts'
import { everyPage } from '../every-page.ts'
import { useLoad } from '../load.ts'
import { company } from '../session.ts'

const CategoryPage = z.object({ items: z.array(CategoryView), next: z.string().nullable() })

export type Category = z.infer<typeof CategoryView>

/** Products name categories by code; people know them by name. */
export function useCategoryNames(): (code: string) => string {
  const data = useAll()
  const nameByCode = useMemo(
    () => new Map(data?.map(({ kind, code, name }) => [`${kind}:${code}`, name])),
    [data],
  )
  return (code) => nameByCode.get(`product:${code}`) ?? nameByCode.get(`pos:${code}`) ?? code
}

/** Those that rules may name. */
export function useCategories(): readonly Category[] {
  return useAll()?.filter(({ kind }) => kind === 'product') ?? []
}

function useAll(): readonly Category[] | null {
  const of = company.value?.code ?? ''
  const { data } = useLoad(`categories of ${of}`, (signal) =>
    everyPage((after) =>
      call({
        path: `/companies/${of}/categories`,
        query: { after, limit: 200 },
        answer: CategoryPage,
        signal,
      }),
    ),
  )
  return data
}
