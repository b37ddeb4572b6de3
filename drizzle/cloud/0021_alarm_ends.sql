ALTER TABLE `alarm` ADD `open` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `alarm` ADD `ended_at` integer;--> statement-breakpoint
CREATE INDEX `quarantine_by_parked` ON `quarantine` (`parked_behind`) WHERE parked_behind is not null;--> statement-breakpoint
INSERT INTO `alarm` (`kind`, `subject`, `words`, `company_id`, `hub_id`, `times`, `first_at`, `last_at`, `open`, `ended_at`)
SELECT 'quarantined', 'hub:' || e.`hub_id`,
  'Hub ' || e.`hub_id` || ' sent events that cannot be booked as they are, or wait for one that cannot.',
  q.`company_id`, e.`hub_id`, count(*), min(q.`since`), max(q.`since`), sum(q.`repaired_at` IS NULL),
  CASE WHEN sum(q.`repaired_at` IS NULL) = 0 THEN max(q.`repaired_at`) END
FROM `quarantine` q JOIN `event` e ON e.`applied_seq` = q.`applied_seq` GROUP BY e.`hub_id` ORDER BY e.`hub_id`;
