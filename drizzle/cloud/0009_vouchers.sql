CREATE TABLE `promotion` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`trigger` text NOT NULL,
	`rule` text NOT NULL,
	`active` integer NOT NULL,
	`starts_at` integer,
	`ends_at` integer,
	`ended` integer NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `promotion_by_code` ON `promotion` (`company_id`,`code`);--> statement-breakpoint
CREATE INDEX `promotion_by_company` ON `promotion` (`company_id`,`id`);--> statement-breakpoint
CREATE TABLE `voucher` (
	`id` integer PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`programme_id` integer NOT NULL,
	`batch_id` integer,
	`key` text NOT NULL,
	`promotion_id` integer,
	`face_value` integer,
	`store_id` integer,
	`member_id` integer,
	`ends_at` integer,
	FOREIGN KEY (`programme_id`) REFERENCES `programme`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`batch_id`) REFERENCES `voucher_batch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `voucher_by_account` ON `voucher` (`account`);--> statement-breakpoint
CREATE UNIQUE INDEX `voucher_by_key` ON `voucher` (`key`);--> statement-breakpoint
CREATE INDEX `voucher_by_programme` ON `voucher` (`programme_id`,`id`);--> statement-breakpoint
CREATE TABLE `voucher_batch` (
	`id` integer PRIMARY KEY NOT NULL,
	`batch_id` text NOT NULL,
	`programme_id` integer NOT NULL,
	`count` integer NOT NULL,
	`made` integer NOT NULL,
	`secret` text NOT NULL,
	`issued` text NOT NULL,
	`amount` integer,
	`promotion_id` integer,
	`face_value` integer,
	`store_id` integer,
	`member_id` integer,
	`ends_at` integer,
	`ordered_at` integer NOT NULL,
	FOREIGN KEY (`programme_id`) REFERENCES `programme`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `voucher_batch_by_id` ON `voucher_batch` (`batch_id`);