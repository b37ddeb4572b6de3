CREATE TABLE `boot_anchor` (
	`id` integer PRIMARY KEY NOT NULL,
	`hub_id` integer NOT NULL,
	`boot_id` text NOT NULL,
	`uptime` integer NOT NULL,
	`cloud_time` integer NOT NULL,
	`round_trip` integer NOT NULL,
	`session` text NOT NULL,
	FOREIGN KEY (`hub_id`) REFERENCES `hub`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `boot_anchor_by_boot` ON `boot_anchor` (`hub_id`,`boot_id`);--> statement-breakpoint
CREATE TABLE `boot_without_time` (
	`hub_id` integer NOT NULL,
	`boot_id` text NOT NULL,
	`epoch` integer NOT NULL,
	`first_seq` integer NOT NULL,
	`last_seq` integer NOT NULL,
	PRIMARY KEY(`hub_id`, `boot_id`, `epoch`),
	FOREIGN KEY (`hub_id`) REFERENCES `hub`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `event_time` (
	`applied_seq` integer PRIMARY KEY NOT NULL,
	`corrected_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `closed_books` (
	`company_id` integer PRIMARY KEY NOT NULL,
	`first_open` text NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `ledger_transaction` ADD `posted_on` text;--> statement-breakpoint
INSERT INTO `boot_without_time` (`hub_id`, `boot_id`, `epoch`, `first_seq`, `last_seq`) SELECT `hub_id`, '', `epoch`, `base_seq` + 1, `seq` FROM `hub_head` WHERE `seq` > `base_seq`;