import { isWhole } from '#shared/value/hub/census.ts'

/** Do the store's tills vouch for this disk? Asked from each start on until all have been heard. */
export interface Census {
  readonly isWhole: () => boolean
  /** A till was heard that saw nothing later than this disk holds. */
  readonly hear: (till: string) => void
}

export function createCensus(deps: {
  /** Codes of the paired tills. */
  readonly paired: () => readonly string[]
  /** Called once. */
  readonly onWhole: () => void
}): Census {
  const heard = new Set<string>()
  let whole = false
  const look = (): boolean => {
    if (whole || !isWhole({ paired: deps.paired(), heard })) return whole
    whole = true
    deps.onWhole()
    return true
  }
  return {
    isWhole: look,
    hear(till) {
      if (whole || heard.has(till)) return
      heard.add(till)
      look()
    },
  }
}
