import type { AskSold } from '../sales/originals.ts'
import { type CloudClient, CloudRefused } from './cloud-client.ts'
import type { CloudState } from './state.ts'

/** Asks the cloud for sales of other stores while a customer waits; null = no answer. */
export function createAskSold(deps: {
  readonly client: CloudClient
  readonly cloud: Pick<CloudState, 'now'>
  readonly token: () => string | null
}): AskSold {
  return async (query) => {
    const token = deps.token()
    if (token === null || !deps.cloud.now().online) return null
    try {
      return await deps.client.soldReceipts(token, query)
    } catch (error) {
      if (!(error instanceof CloudRefused)) throw error
      return null
    }
  }
}
