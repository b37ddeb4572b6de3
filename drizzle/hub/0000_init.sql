CREATE TABLE `device` (
	`device` text PRIMARY KEY NOT NULL,
	`config` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `event` (
	`seq` integer PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`id` text NOT NULL,
	`type` text NOT NULL,
	`at` integer NOT NULL,
	`hash` text NOT NULL,
	`request_hash` text NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `event_id_unique` ON `event` (`id`);--> statement-breakpoint
CREATE TABLE `identity` (
	`one` integer PRIMARY KEY NOT NULL,
	`hub_id` integer NOT NULL,
	`epoch` integer NOT NULL,
	`token` text NOT NULL,
	`feed_id` text NOT NULL,
	`lookup_key` text NOT NULL,
	`profile` text NOT NULL,
	`cloud_seq` integer NOT NULL,
	CONSTRAINT "identity_one_row" CHECK(one = 1)
);
--> statement-breakpoint
CREATE TABLE `pairing_code` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`till` text,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `parked_basket` (
	`id` text PRIMARY KEY NOT NULL,
	`till` text NOT NULL,
	`name` text NOT NULL,
	`basket` text NOT NULL,
	`total` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pin_failure` (
	`employee_id` integer PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`locked_until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `print_job` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`till` text NOT NULL,
	`device` text NOT NULL,
	`ref_id` text,
	`document` text,
	`duplicate` integer NOT NULL,
	`state` text NOT NULL,
	`reason` text NOT NULL,
	`attempt` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`expires_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `print_job_id_unique` ON `print_job` (`id`);--> statement-breakpoint
CREATE INDEX `print_job_by_ref` ON `print_job` (`ref_id`);--> statement-breakpoint
CREATE INDEX `print_job_unfinished` ON `print_job` (`seq`) WHERE state NOT IN ('done', 'failed');--> statement-breakpoint
CREATE TABLE `receipt` (
	`seq` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`number` text NOT NULL,
	`at` integer NOT NULL,
	`till` text NOT NULL,
	`total` integer NOT NULL,
	`original_seq` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `receipt_by_number` ON `receipt` (`number`);--> statement-breakpoint
CREATE TABLE `refunded` (
	`receipt_seq` integer PRIMARY KEY NOT NULL,
	`refunds` integer NOT NULL,
	`lines` text NOT NULL,
	`settlements` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `shift` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`till` text NOT NULL,
	`cashier_id` integer NOT NULL,
	`cashier` text NOT NULL,
	`opened_at` integer NOT NULL,
	`opening_cash` integer NOT NULL,
	`moved_cash` integer NOT NULL,
	`receipts` integer NOT NULL,
	`refunds` integer NOT NULL,
	`changes` integer NOT NULL,
	`closed_at` integer,
	`expected_cash` integer,
	`counted_cash` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `shift_id_unique` ON `shift` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `shift_open_by_till` ON `shift` (`till`) WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX `shift_by_till` ON `shift` (`till`);--> statement-breakpoint
CREATE TABLE `shift_tender` (
	`shift_id` text NOT NULL,
	`kind` text NOT NULL,
	`amount` integer NOT NULL,
	PRIMARY KEY(`shift_id`, `kind`)
);
--> statement-breakpoint
CREATE TABLE `till` (
	`code` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`token_hash` text NOT NULL,
	`paired_at` integer NOT NULL,
	`cashier_id` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `till_token_hash_unique` ON `till` (`token_hash`);--> statement-breakpoint
CREATE TABLE `till_counter` (
	`till` text NOT NULL,
	`epoch` integer NOT NULL,
	`counter` integer NOT NULL,
	PRIMARY KEY(`till`, `epoch`)
);
