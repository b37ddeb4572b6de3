CREATE TABLE `alarm` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`words` text NOT NULL,
	`company_id` integer NOT NULL,
	`hub_id` integer NOT NULL,
	`times` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alarm_by_words` ON `alarm` (`kind`,`subject`,`words`);--> statement-breakpoint
CREATE INDEX `alarm_by_company` ON `alarm` (`company_id`,`id`);--> statement-breakpoint
CREATE TABLE `cloud_life` (
	`one` integer PRIMARY KEY NOT NULL,
	`incarnation` integer NOT NULL,
	`highest_time` integer NOT NULL,
	CONSTRAINT "cloud_life_one_row" CHECK("cloud_life"."one" = 1)
);
--> statement-breakpoint
ALTER TABLE `hub_head` ADD `base_epoch` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `hub_head` ADD `base_seq` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `hub_head` ADD `base_hash` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `hub_head` ADD `key` text;--> statement-breakpoint
ALTER TABLE `hub_head` ADD `session` text;--> statement-breakpoint
ALTER TABLE `hub_head` ADD `session_before` text;--> statement-breakpoint
ALTER TABLE `hub_head` ADD `session_heard` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `hub_head` ADD `asked_boot` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `hub_head` ADD `asked_uptime` integer DEFAULT 0 NOT NULL;