import type { HubStatus } from '#shared/contracts/till.ts'
import type { PrintQueue } from './print/queue.ts'

/** What selling needs of the printers; a hub without hardware sells without paper. */
export type Prints = Pick<PrintQueue, 'plan' | 'added' | 'printOf' | 'openDrawer'> & {
  readonly printerOf: (till: string) => HubStatus['printer']
}
