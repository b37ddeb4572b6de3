import type { AskPlaces } from '../sales/kept-places.ts'
import { type CloudClient, CloudRefused } from './cloud-client.ts'
import type { CloudState } from './state.ts'

/** Asks the cloud from where the books have events that a till brought; null = no answer. */
export function createAskPlaces(deps: {
  readonly client: Pick<CloudClient, 'bookedPlaces'>
  readonly cloud: Pick<CloudState, 'now'>
  readonly token: () => string | null
}): AskPlaces {
  return async (ids) => {
    const token = deps.token()
    if (token === null || !deps.cloud.now().online) return null
    try {
      const items = await deps.client.bookedPlaces(token, ids)
      return new Map(items.map(({ id, ...place }) => [id, place]))
    } catch (error) {
      if (!(error instanceof CloudRefused)) throw error
      return null
    }
  }
}
