CREATE TABLE `member_pin` (
	`member_id` integer PRIMARY KEY NOT NULL,
	`verifier` text,
	`version` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`changed_by` text NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `member`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `member_pin_by_version` ON `member_pin` (`version`);--> statement-breakpoint
CREATE TABLE `member_pin_try` (
	`member_id` integer NOT NULL,
	`hub_id` integer NOT NULL,
	`version` integer NOT NULL,
	`tries` integer NOT NULL,
	`wrong` integer NOT NULL,
	`locked_until` integer,
	`at` integer NOT NULL,
	PRIMARY KEY(`member_id`, `hub_id`)
);
--> statement-breakpoint
ALTER TABLE `hub` ADD `seal_key` text;--> statement-breakpoint
ALTER TABLE `member` ADD `level` text;--> statement-breakpoint
ALTER TABLE `member` ADD `groups` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `member` ADD `earn_rate` integer;--> statement-breakpoint
ALTER TABLE `member` ADD `card_pairs` text;