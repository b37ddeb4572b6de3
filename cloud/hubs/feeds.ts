import type { GroupDatabase } from '../db/open.ts'

/** What the hubs' routes need of the feeds. */
export interface FeedIds {
  /** The present feed id of the company; it changes whenever the feed is built anew. */
  feedIdOf(group: GroupDatabase, companyId: number): Promise<string>
}
