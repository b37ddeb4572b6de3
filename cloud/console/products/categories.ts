import { useMemo } from 'preact/hooks'
import { z } from 'zod'
import { CategoryView } from '../../masterdata/views.ts'
import { call } from '../api.ts'
import { everyPage } from '../every-page.ts'
import { useLoad } from '../load.ts'
import { company } from '../session.ts'

const CategoryPage = z.object({ items: z.array(CategoryView), next: z.string().nullable() })

/** Products name categories by code; people know them by name. */
export function useCategoryNames(): (code: string) => string {
  const of = company.value?.code ?? ''
  const { data } = useLoad(of, (signal) =>
    everyPage((after) =>
      call({
        path: `/companies/${of}/categories`,
        query: { after, limit: 200 },
        answer: CategoryPage,
        signal,
      }),
    ),
  )
  const nameByCode = useMemo(
    () => new Map(data?.map(({ kind, code, name }) => [`${kind}:${code}`, name])),
    [data],
  )
  return (code) => nameByCode.get(`product:${code}`) ?? nameByCode.get(`pos:${code}`) ?? code
}
