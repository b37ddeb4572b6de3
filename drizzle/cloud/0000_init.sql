CREATE TABLE `hub` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`company_id` integer NOT NULL,
	`store_id` integer NOT NULL,
	`name` text NOT NULL,
	`epoch` integer NOT NULL,
	`state` text NOT NULL,
	`state_reason` text NOT NULL,
	`claimed_at` integer NOT NULL,
	`last_seen_at` integer,
	`last_status` text,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`store_id`) REFERENCES `store`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "hub_epoch_positive" CHECK("hub"."epoch" >= 1)
);
--> statement-breakpoint
CREATE INDEX `hub_by_store` ON `hub` (`store_id`);--> statement-breakpoint
CREATE TABLE `hub_code` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`store_id` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`hub_id` integer,
	FOREIGN KEY (`store_id`) REFERENCES `store`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`hub_id`) REFERENCES `hub`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `api_key` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`secret_hash` text NOT NULL,
	`scopes` text NOT NULL,
	`hub_id` integer,
	`created_at` integer NOT NULL,
	`revoked_at` integer,
	FOREIGN KEY (`hub_id`) REFERENCES `hub`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_key_secret_hash_unique` ON `api_key` (`secret_hash`);--> statement-breakpoint
CREATE TABLE `barcode` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`product_id` integer NOT NULL,
	`barcode` text NOT NULL,
	`active` integer DEFAULT true NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`product_id`) REFERENCES `product`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `barcode_by_text` ON `barcode` (`company_id`,`barcode`);--> statement-breakpoint
CREATE INDEX `barcode_by_product` ON `barcode` (`product_id`);--> statement-breakpoint
CREATE TABLE `category` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`kind` text NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`parent_id` integer,
	`acs_id` text DEFAULT '' NOT NULL,
	`website_url` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`parent_id`) REFERENCES `category`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `category_by_code` ON `category` (`company_id`,`kind`,`code`);--> statement-breakpoint
CREATE INDEX `category_by_parent` ON `category` (`parent_id`);--> statement-breakpoint
CREATE INDEX `category_by_acs_id` ON `category` (`company_id`,`acs_id`);--> statement-breakpoint
CREATE TABLE `company` (
	`id` integer PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`tax_number` text DEFAULT '' NOT NULL,
	`currency` text NOT NULL,
	`language` text NOT NULL,
	`prices_include_vat` integer DEFAULT true NOT NULL,
	`surcharge_allowed` integer DEFAULT true NOT NULL,
	`cash_rounding` integer DEFAULT 1 NOT NULL,
	`shown_decimals` integer DEFAULT 2 NOT NULL,
	`phone_prefix` text NOT NULL,
	`acs_id` text DEFAULT '' NOT NULL,
	CONSTRAINT "company_rounding" CHECK(cash_rounding >= 1),
	CONSTRAINT "company_decimals" CHECK(shown_decimals between 0 and 2)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `company_by_code` ON `company` (`code`);--> statement-breakpoint
CREATE TABLE `employee` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`store_id` integer,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`pin` text NOT NULL,
	`rights` text NOT NULL,
	`acs_id` text DEFAULT '' NOT NULL,
	`active` integer DEFAULT true NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`store_id`) REFERENCES `store`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `employee_by_code` ON `employee` (`company_id`,`code`);--> statement-breakpoint
CREATE TABLE `group_setting` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `member` (
	`id` integer PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`phone` text DEFAULT '' NOT NULL,
	`email` text DEFAULT '' NOT NULL,
	`search` text NOT NULL,
	`blocked` integer DEFAULT false NOT NULL,
	`partner_id` integer,
	`acs_id` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`partner_id`) REFERENCES `partner`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `member_by_code` ON `member` (`code`);--> statement-breakpoint
CREATE INDEX `member_by_acs_id` ON `member` (`acs_id`);--> statement-breakpoint
CREATE TABLE `member_key` (
	`id` integer PRIMARY KEY NOT NULL,
	`member_id` integer NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`key` text NOT NULL,
	`active` integer DEFAULT true NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `member`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `member_key_by_value` ON `member_key` (`value`,`kind`);--> statement-breakpoint
CREATE INDEX `member_key_by_member` ON `member_key` (`member_id`);--> statement-breakpoint
CREATE TABLE `partner` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`is_customer` integer DEFAULT false NOT NULL,
	`is_supplier` integer DEFAULT false NOT NULL,
	`is_manufacturer` integer DEFAULT false NOT NULL,
	`is_company` integer DEFAULT true NOT NULL,
	`tax_number` text DEFAULT '' NOT NULL,
	`is_vat_payer` integer DEFAULT false NOT NULL,
	`phone` text DEFAULT '' NOT NULL,
	`email` text DEFAULT '' NOT NULL,
	`address` text DEFAULT '' NOT NULL,
	`agent_margin` integer DEFAULT 0 NOT NULL,
	`acs_id` text DEFAULT '' NOT NULL,
	`acs_id_display` text DEFAULT '' NOT NULL,
	`website_url` text DEFAULT '' NOT NULL,
	`search` text NOT NULL,
	`active` integer DEFAULT true NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `partner_by_code` ON `partner` (`company_id`,`code`);--> statement-breakpoint
CREATE UNIQUE INDEX `partner_shared_by_code` ON `partner` (`code`) WHERE company_id is null;--> statement-breakpoint
CREATE INDEX `partner_by_tax_number` ON `partner` (`tax_number`);--> statement-breakpoint
CREATE INDEX `partner_by_acs_id` ON `partner` (`acs_id`);--> statement-breakpoint
CREATE TABLE `price` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`product_id` integer NOT NULL,
	`store_id` integer,
	`customer_id` integer,
	`min_quantity` integer DEFAULT 0 NOT NULL,
	`price` integer NOT NULL,
	`starts_at` integer,
	`ends_at` integer,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`product_id`) REFERENCES `product`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`store_id`) REFERENCES `store`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `partner`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "price_positive" CHECK(price >= 0 and min_quantity >= 0)
);
--> statement-breakpoint
CREATE INDEX `price_by_product` ON `price` (`product_id`);--> statement-breakpoint
CREATE TABLE `product` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`template_id` integer NOT NULL,
	`code` text NOT NULL,
	`acs_id` text DEFAULT '' NOT NULL,
	`name` text NOT NULL,
	`variant` text DEFAULT '' NOT NULL,
	`search` text NOT NULL,
	`category_id` integer NOT NULL,
	`pos_category_id` integer,
	`vat_group_id` integer NOT NULL,
	`uom` text NOT NULL,
	`list_price` integer NOT NULL,
	`manufacturer_id` integer,
	`supplier_id` integer,
	`agent_margin` integer DEFAULT 0 NOT NULL,
	`consigned` integer DEFAULT false NOT NULL,
	`is_gift` integer DEFAULT false NOT NULL,
	`may_go_negative` integer DEFAULT true NOT NULL,
	`active` integer DEFAULT true NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`template_id`) REFERENCES `product_template`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`category_id`) REFERENCES `category`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`pos_category_id`) REFERENCES `category`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`vat_group_id`) REFERENCES `vat_group`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`manufacturer_id`) REFERENCES `partner`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`supplier_id`) REFERENCES `partner`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "product_list_price" CHECK(list_price >= 0),
	CONSTRAINT "product_agent_margin" CHECK(agent_margin between 0 and 10000)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `product_by_code` ON `product` (`company_id`,`code`);--> statement-breakpoint
CREATE INDEX `product_by_template` ON `product` (`template_id`);--> statement-breakpoint
CREATE INDEX `product_by_category` ON `product` (`category_id`);--> statement-breakpoint
CREATE INDEX `product_by_acs_id` ON `product` (`company_id`,`acs_id`);--> statement-breakpoint
CREATE TABLE `product_template` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`acs_id` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `product_template_by_code` ON `product_template` (`company_id`,`code`);--> statement-breakpoint
CREATE TABLE `store` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`address` text DEFAULT '' NOT NULL,
	`phone` text DEFAULT '' NOT NULL,
	`time_zone` text NOT NULL,
	`receipt_footer` text DEFAULT '' NOT NULL,
	`cash_account` text NOT NULL,
	`bank_account` text NOT NULL,
	`acs_id` text DEFAULT '' NOT NULL,
	`active` integer DEFAULT true NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `store_by_code` ON `store` (`code`);--> statement-breakpoint
CREATE INDEX `store_by_company` ON `store` (`company_id`);--> statement-breakpoint
CREATE INDEX `store_by_acs_id` ON `store` (`acs_id`);--> statement-breakpoint
CREATE TABLE `vat_group` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`tax_type` text NOT NULL,
	`vat_rate` integer NOT NULL,
	`city_tax_rate` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "vat_group_rates" CHECK(vat_rate >= 0 and city_tax_rate >= 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `vat_group_by_code` ON `vat_group` (`company_id`,`code`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`company_id` integer,
	`entity` text NOT NULL,
	`entity_id` integer NOT NULL,
	`class` text NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `outbox_by_company` ON `outbox` (`company_id`,`id`);