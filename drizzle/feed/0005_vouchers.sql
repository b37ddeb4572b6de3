CREATE TABLE `coupon` (
	`id` integer PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`programme` integer NOT NULL,
	`promotion_id` integer NOT NULL,
	`state` text NOT NULL,
	`before` text,
	`store_id` integer,
	`member_id` integer,
	`ends_at` integer,
	`face_value` integer
);
--> statement-breakpoint
CREATE TABLE `gift_card` (
	`id` integer PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`programme` integer NOT NULL,
	`state` text NOT NULL,
	`store_id` integer,
	`ends_at` integer,
	`balance` integer NOT NULL,
	`as_of` integer NOT NULL,
	`frozen` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `promotion` (
	`id` integer PRIMARY KEY NOT NULL,
	`rule` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `voucher_key` (
	`key` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`voucher_id` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `member` ADD `level` text;--> statement-breakpoint
ALTER TABLE `member` ADD `groups` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `member` ADD `earn_rate` integer;--> statement-breakpoint
INSERT INTO `feed_schema` (`version`, `min_hub`) VALUES (6, '0.1.0');
