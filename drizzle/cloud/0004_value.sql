CREATE TABLE `hub_message` (
	`hub_id` integer NOT NULL,
	`incarnation` integer NOT NULL,
	`epoch` integer NOT NULL,
	`n` integer NOT NULL,
	`body` text NOT NULL,
	`acked` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`hub_id`, `incarnation`, `epoch`, `n`),
	FOREIGN KEY (`hub_id`) REFERENCES `hub`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `hub_void` (
	`hub_id` integer PRIMARY KEY NOT NULL,
	`before_epoch` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `programme` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`unit` text NOT NULL,
	`offline` text NOT NULL,
	`may_owe` integer NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "programme_id_in_feed" CHECK(id between 1 and 1023)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `programme_by_code` ON `programme` (`code`);--> statement-breakpoint
CREATE TABLE `refund_right` (
	`id` integer PRIMARY KEY NOT NULL,
	`receipt_id` text NOT NULL,
	`hub_id` integer NOT NULL,
	`epoch` integer NOT NULL,
	`holder` text NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `refund_right_by_receipt` ON `refund_right` (`receipt_id`);--> statement-breakpoint
CREATE INDEX `refund_right_of_hub` ON `refund_right` (`hub_id`,`epoch`) WHERE holder <> 'cloud';--> statement-breakpoint
CREATE TABLE `value_account` (
	`id` integer PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`programme_id` integer,
	`member_id` integer,
	`version` integer NOT NULL,
	`balance` integer NOT NULL,
	`balance_at` integer NOT NULL,
	`frozen` integer NOT NULL,
	`sweep_at` integer,
	`state` text NOT NULL,
	FOREIGN KEY (`programme_id`) REFERENCES `programme`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `value_account_by_id` ON `value_account` (`account_id`);--> statement-breakpoint
CREATE INDEX `value_account_by_member` ON `value_account` (`member_id`);--> statement-breakpoint
CREATE INDEX `value_account_by_programme` ON `value_account` (`programme_id`);--> statement-breakpoint
CREATE INDEX `value_account_to_sweep` ON `value_account` (`sweep_at`) WHERE sweep_at is not null;--> statement-breakpoint
CREATE TABLE `value_coupon` (
	`id` integer PRIMARY KEY NOT NULL,
	`coupon_id` text NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `value_coupon_by_id` ON `value_coupon` (`coupon_id`);--> statement-breakpoint
CREATE TABLE `value_home` (
	`account_key` integer PRIMARY KEY NOT NULL,
	`home` text NOT NULL,
	`redeemed` integer NOT NULL,
	FOREIGN KEY (`account_key`) REFERENCES `value_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `value_lease` (
	`id` integer PRIMARY KEY NOT NULL,
	`lease_id` text NOT NULL,
	`hub_id` integer NOT NULL,
	`account_id` text NOT NULL,
	`closed` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `value_lease_by_id` ON `value_lease` (`lease_id`);--> statement-breakpoint
CREATE INDEX `value_lease_open` ON `value_lease` (`hub_id`,`id`) WHERE closed = 0;--> statement-breakpoint
CREATE TABLE `value_movement` (
	`id` integer PRIMARY KEY NOT NULL,
	`movement_id` text NOT NULL,
	`applied_seq` integer NOT NULL,
	`account_key` integer,
	`kind` text NOT NULL,
	`unit` text NOT NULL,
	`from_place` text NOT NULL,
	`to_place` text NOT NULL,
	`amount` integer NOT NULL,
	`lots` text NOT NULL,
	`at` integer NOT NULL,
	`receipt_id` text,
	`rule` text,
	`reverses` text,
	FOREIGN KEY (`account_key`) REFERENCES `value_account`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "value_movement_positive" CHECK(amount > 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `value_movement_by_id` ON `value_movement` (`movement_id`);--> statement-breakpoint
CREATE INDEX `value_movement_by_account` ON `value_movement` (`account_key`,`id`);--> statement-breakpoint
CREATE INDEX `value_movement_by_receipt` ON `value_movement` (`receipt_id`) WHERE receipt_id is not null;--> statement-breakpoint
CREATE INDEX `value_movement_by_reversed` ON `value_movement` (`reverses`) WHERE reverses is not null;--> statement-breakpoint
CREATE TABLE `value_recovery` (
	`hub_id` integer PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`told_epoch` integer,
	`told_seq` integer,
	FOREIGN KEY (`hub_id`) REFERENCES `hub`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `value_request` (
	`id` text PRIMARY KEY NOT NULL,
	`applied_seq` integer NOT NULL,
	`asked` text NOT NULL,
	`answer` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `ledger_transaction` ADD `command_seq` integer REFERENCES hq_command(applied_seq);