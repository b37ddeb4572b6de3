CREATE TABLE `account` (
	`id` integer PRIMARY KEY NOT NULL,
	`member_id` integer NOT NULL,
	`programme` integer NOT NULL,
	`balance` integer NOT NULL,
	`as_of` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `barcode` (
	`barcode` text PRIMARY KEY NOT NULL,
	`product_id` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `barcode_by_product` ON `barcode` (`product_id`);--> statement-breakpoint
CREATE TABLE `category` (
	`id` integer PRIMARY KEY NOT NULL,
	`parent_id` integer,
	`name` text NOT NULL,
	`kind` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `customer` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`tax_number` text NOT NULL,
	`address` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `customer_by_tax_number` ON `customer` (`tax_number`);--> statement-breakpoint
CREATE TABLE `employee` (
	`id` integer PRIMARY KEY NOT NULL,
	`store_id` integer,
	`name` text NOT NULL,
	`pin` text NOT NULL,
	`rights` text NOT NULL,
	`active` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `feed_schema` (
	`version` integer PRIMARY KEY NOT NULL,
	`min_hub` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `hub_mark` (
	`hub_id` integer PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `member` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`phone_tail` text NOT NULL,
	`blocked` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `member_key` (
	`key` text PRIMARY KEY NOT NULL,
	`member_id` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `price` (
	`id` integer PRIMARY KEY NOT NULL,
	`product_id` integer NOT NULL,
	`store_id` integer,
	`customer_id` integer,
	`min_quantity` integer NOT NULL,
	`price` integer NOT NULL,
	`starts_at` integer,
	`ends_at` integer
);
--> statement-breakpoint
CREATE INDEX `price_by_product` ON `price` (`product_id`);--> statement-breakpoint
CREATE TABLE `product` (
	`id` integer PRIMARY KEY NOT NULL,
	`template_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`variant` text NOT NULL,
	`category_id` integer NOT NULL,
	`pos_category_id` integer,
	`vat_group_id` integer NOT NULL,
	`uom` text NOT NULL,
	`list_price` integer NOT NULL,
	`is_gift` integer NOT NULL,
	`may_go_negative` integer NOT NULL,
	`active` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `product_by_pos_category` ON `product` (`pos_category_id`);--> statement-breakpoint
CREATE TABLE `setting` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `vat_group` (
	`id` integer PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`tax_type` text NOT NULL,
	`vat_rate` integer NOT NULL,
	`city_tax_rate` integer NOT NULL
);--> statement-breakpoint
CREATE VIRTUAL TABLE `product_text` USING fts5(name, code, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='2 3');--> statement-breakpoint
CREATE VIRTUAL TABLE `customer_text` USING fts5(name, tax_number, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='2 3');--> statement-breakpoint
INSERT INTO `feed_schema` (`version`, `min_hub`) VALUES (1, '0.1.0');
