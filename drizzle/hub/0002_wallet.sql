CREATE TABLE `own_movement` (
	`key` integer PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`seq` integer NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`amount` integer NOT NULL,
	`reverses` text
);
--> statement-breakpoint
CREATE INDEX `own_movement_by_account` ON `own_movement` (`account`,`seq`);--> statement-breakpoint
CREATE INDEX `own_movement_by_reversed` ON `own_movement` (`reverses`) WHERE reverses IS NOT NULL;--> statement-breakpoint
CREATE TABLE `own_receipt` (
	`receipt_id` text PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`total` integer,
	`refunded` integer NOT NULL,
	`right` text NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `stream_position` (
	`one` integer PRIMARY KEY NOT NULL,
	`incarnation` integer NOT NULL,
	`epoch` integer NOT NULL,
	`n` integer NOT NULL,
	`trust_day` text,
	`seq` integer NOT NULL,
	CONSTRAINT "stream_position_one_row" CHECK(one = 1)
);
--> statement-breakpoint
CREATE TABLE `trust_spent` (
	`allowance` text PRIMARY KEY NOT NULL,
	`hub` integer NOT NULL,
	`by_account` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `wallet_lease` (
	`key` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`account` text NOT NULL,
	`epoch` integer NOT NULL,
	`receipt_id` text,
	`granted` integer NOT NULL,
	`spent` integer NOT NULL,
	`returned` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`state` text NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `wallet_lease_id_unique` ON `wallet_lease` (`id`);--> statement-breakpoint
CREATE INDEX `wallet_lease_open` ON `wallet_lease` (`account`) WHERE state IN ('open', 'recalled');--> statement-breakpoint
CREATE INDEX `wallet_lease_ending` ON `wallet_lease` (`ends_at`) WHERE state IN ('open', 'recalled');