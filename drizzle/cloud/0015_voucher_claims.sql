CREATE TABLE `offline_try` (
	`hub_id` integer NOT NULL,
	`business_on` text NOT NULL,
	`programme` text NOT NULL,
	`outcome` text NOT NULL,
	`tries` integer NOT NULL,
	PRIMARY KEY(`hub_id`, `business_on`, `programme`, `outcome`),
	FOREIGN KEY (`hub_id`) REFERENCES `hub`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `voucher_claim` (
	`account` text PRIMARY KEY NOT NULL,
	`hub_id` integer NOT NULL,
	`receipt_id` text NOT NULL,
	`at` integer NOT NULL,
	`over_epoch` integer,
	`over_seq` integer,
	FOREIGN KEY (`hub_id`) REFERENCES `hub`(`id`) ON UPDATE no action ON DELETE no action
);
