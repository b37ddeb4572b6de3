CREATE TABLE `incomplete_shift` (
	`applied_seq` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`shift_id` text NOT NULL,
	`parked` integer NOT NULL,
	`missing` integer NOT NULL,
	FOREIGN KEY (`applied_seq`) REFERENCES `event`(`applied_seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `store_accounts` (
	`store_id` integer NOT NULL,
	`from_seq` integer NOT NULL,
	`accounts` text NOT NULL,
	PRIMARY KEY(`store_id`, `from_seq`),
	FOREIGN KEY (`store_id`) REFERENCES `store`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `quarantine` ADD `shift_id` text;--> statement-breakpoint
ALTER TABLE `quarantine` ADD `first_reason` text;--> statement-breakpoint
ALTER TABLE `quarantine` ADD `judged_seq` integer;--> statement-breakpoint
ALTER TABLE `quarantine` ADD `repair_id` text;--> statement-breakpoint
CREATE INDEX `quarantine_by_shift` ON `quarantine` (`shift_id`) WHERE shift_id is not null;--> statement-breakpoint
CREATE INDEX `quarantine_open` ON `quarantine` (`applied_seq`) WHERE repaired_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX `quarantine_by_repair` ON `quarantine` (`repair_id`);--> statement-breakpoint
UPDATE `quarantine` SET `first_reason` = `reason`, `shift_id` = (SELECT r.shift_id FROM receipt r WHERE r.applied_seq = quarantine.applied_seq);
