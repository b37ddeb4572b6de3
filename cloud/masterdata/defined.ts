type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** A draft's given fields: one left out stays as it is, so it must not overwrite by undefined. */
export function defined<T extends object>(draft: T): Partial<Defined<T>> {
  const given: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(draft)) {
    if (value !== undefined) given[field] = value
  }
  // Fields are only left out, so what is left has the types of T without undefined.
  return given as Partial<Defined<T>>
}
