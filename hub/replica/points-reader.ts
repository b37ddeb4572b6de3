import { type PointsItem, PointsSettings } from '#shared/contracts/points-programme.ts'
import { compileProgramme } from '#shared/domain/points/compile-programme.ts'
import type { ReplicaFile } from './file.ts'
import type { Replica, ReplicaPointsProgramme } from './replica.ts'

interface Kept {
  /** Of one opened file, at one version of its catalogue. */
  readonly file: object
  readonly version: string
  readonly storeId: number
  readonly programmes: readonly ReplicaPointsProgramme[]
}

/** Compiled once for each version of the catalogue: settings and items move it, balances do not. */
export function createPointsReader(
  file: ReplicaFile,
  catalogue: Pick<Replica, 'catalogueVersion' | 'storeProfile'>,
): Pick<Replica, 'pointsProgrammes'> {
  let kept: Kept | undefined
  return {
    pointsProgrammes: (storeId) =>
      file.snapshot(() => {
        const statements = file.statements()
        const version = catalogue.catalogueVersion()
        const isKept =
          kept?.file === statements && kept.version === version && kept.storeId === storeId
        if (isKept && kept !== undefined) return kept.programmes
        const { timeZone } = catalogue.storeProfile(storeId).store
        const programmes = statements.pointsProgrammes().flatMap(({ id, code, settings }) => {
          const read = settingsOf(settings)
          if (read === undefined) return []
          const items = statements
            .pointsItems({ programme: id })
            .flatMap(({ list }) => (JSON.parse(list) as ItemRow[]).map(toItem))
          const compiled = compileProgramme({ code, ...read }, items, { timeZone })
          return [{ id, compiled }]
        })
        kept = { file: statements, version, storeId, programmes }
        return programmes
      }),
  }
}

type ItemRow = readonly [productId: number, points: number, price: number | null, ruleId: string]
const onePiece = { kind: 'piece' } as const

function toItem([productId, points, price, ruleId]: ItemRow): PointsItem {
  return { productId, points, per: price === null ? onePiece : { kind: 'price', price }, ruleId }
}

/** Settings that this hub cannot read come from a newer cloud: the programme is left out. */
function settingsOf(text: string | null): PointsSettings | undefined {
  return text === null ? undefined : PointsSettings.safeParse(JSON.parse(text)).data
}
