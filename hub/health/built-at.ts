/** Put in by the bundler (hub/packaging/bundles.ts); sources know only the year they are of. */
declare const KASSA_BUILT_AT: number | undefined

const SOURCES_AT = Date.UTC(2026, 0, 1)

/** No clock that is right shows less than this: UTC ms. */
export function builtAt(): number {
  return typeof KASSA_BUILT_AT === 'undefined' ? SOURCES_AT : KASSA_BUILT_AT
}
