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
CREATE TABLE `event` (
	`applied_seq` integer PRIMARY KEY NOT NULL,
	`hub_id` integer NOT NULL,
	`epoch` integer NOT NULL,
	`seq` integer NOT NULL,
	`event_id` text,
	`type` text NOT NULL,
	`at` integer NOT NULL,
	`hash` blob NOT NULL,
	`receipt_id` text,
	`batch_id` integer NOT NULL,
	`body_start` integer NOT NULL,
	`body_length` integer NOT NULL,
	`state` text NOT NULL,
	`repeats` integer,
	FOREIGN KEY (`batch_id`) REFERENCES `journal_batch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `event_by_position` ON `event` (`hub_id`,`epoch`,`seq`);--> statement-breakpoint
CREATE UNIQUE INDEX `event_by_id` ON `event` (`event_id`);--> statement-breakpoint
CREATE INDEX `event_by_receipt` ON `event` (`receipt_id`) WHERE receipt_id is not null;--> statement-breakpoint
CREATE TABLE `hub_head` (
	`hub_id` integer NOT NULL,
	`epoch` integer NOT NULL,
	`seq` integer NOT NULL,
	`hash` blob NOT NULL,
	PRIMARY KEY(`hub_id`, `epoch`),
	FOREIGN KEY (`hub_id`) REFERENCES `hub`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `journal_batch` (
	`id` integer PRIMARY KEY NOT NULL,
	`hub_id` integer NOT NULL,
	`epoch` integer NOT NULL,
	`first_seq` integer NOT NULL,
	`last_seq` integer NOT NULL,
	`received_at` integer NOT NULL,
	`body` blob NOT NULL,
	FOREIGN KEY (`hub_id`) REFERENCES `hub`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "journal_batch_order" CHECK("journal_batch"."first_seq" >= 1 and "journal_batch"."last_seq" >= "journal_batch"."first_seq")
);
--> statement-breakpoint
CREATE INDEX `journal_batch_by_hub` ON `journal_batch` (`hub_id`,`epoch`,`first_seq`);--> statement-breakpoint
CREATE TABLE `quarantine` (
	`applied_seq` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`receipt_id` text,
	`parked_behind` integer,
	`reason` text NOT NULL,
	`since` integer NOT NULL,
	`repaired_at` integer,
	`repaired_by` text,
	`repair` text,
	FOREIGN KEY (`applied_seq`) REFERENCES `event`(`applied_seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`parked_behind`) REFERENCES `event`(`applied_seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `quarantine_by_receipt` ON `quarantine` (`receipt_id`);--> statement-breakpoint
CREATE TABLE `stock_on_hand` (
	`store_id` integer NOT NULL,
	`product_id` integer NOT NULL,
	`quantity` integer NOT NULL,
	PRIMARY KEY(`store_id`, `product_id`),
	FOREIGN KEY (`store_id`) REFERENCES `store`(`id`) ON UPDATE no action ON DELETE no action
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
CREATE TABLE `account_day` (
	`account_id` integer NOT NULL,
	`business_on` text NOT NULL,
	`debit` integer NOT NULL,
	`credit` integer NOT NULL,
	PRIMARY KEY(`account_id`, `business_on`),
	FOREIGN KEY (`account_id`) REFERENCES `ledger_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `ledger_account` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`company_id` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`role` text NOT NULL,
	`store_id` integer,
	`vat_group_id` integer,
	`currency` text NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`store_id`) REFERENCES `store`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_account_by_code` ON `ledger_account` (`company_id`,`code`);--> statement-breakpoint
CREATE TABLE `ledger_transaction` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`applied_seq` integer,
	`kind` text NOT NULL,
	`business_on` text NOT NULL,
	`posted_at` integer NOT NULL,
	`currency` text NOT NULL,
	`debit` integer NOT NULL,
	`credit` integer NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`applied_seq`) REFERENCES `event`(`applied_seq`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "ledger_transaction_balances" CHECK(debit = credit)
);
--> statement-breakpoint
CREATE INDEX `ledger_transaction_by_event` ON `ledger_transaction` (`applied_seq`);--> statement-breakpoint
CREATE TABLE `posting` (
	`transaction_id` integer NOT NULL,
	`account_id` integer NOT NULL,
	`amount` integer NOT NULL,
	PRIMARY KEY(`transaction_id`, `account_id`),
	FOREIGN KEY (`transaction_id`) REFERENCES `ledger_transaction`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `ledger_account`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "posting_not_zero" CHECK(amount <> 0)
);
--> statement-breakpoint
CREATE INDEX `posting_by_account` ON `posting` (`account_id`,`transaction_id`);--> statement-breakpoint
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
CREATE TABLE `receipt` (
	`applied_seq` integer PRIMARY KEY NOT NULL,
	`receipt_id` text NOT NULL,
	`company_id` integer NOT NULL,
	`store_id` integer NOT NULL,
	`hub_id` integer NOT NULL,
	`kind` text NOT NULL,
	`number` text NOT NULL,
	`business_on` text NOT NULL,
	`at` integer NOT NULL,
	`till` text NOT NULL,
	`shift_id` text,
	`cashier_id` integer,
	`member_id` integer,
	`customer_id` integer,
	`original_id` text,
	`currency` text NOT NULL,
	`total` integer NOT NULL,
	FOREIGN KEY (`applied_seq`) REFERENCES `event`(`applied_seq`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`store_id`) REFERENCES `store`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`hub_id`) REFERENCES `hub`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `receipt_by_id` ON `receipt` (`receipt_id`);--> statement-breakpoint
CREATE INDEX `receipt_by_store` ON `receipt` (`store_id`,`business_on`);--> statement-breakpoint
CREATE INDEX `receipt_by_number` ON `receipt` (`number`);--> statement-breakpoint
CREATE INDEX `receipt_by_original` ON `receipt` (`original_id`);--> statement-breakpoint
CREATE TABLE `sales_by_product` (
	`company_id` integer NOT NULL,
	`business_on` text NOT NULL,
	`store_id` integer NOT NULL,
	`product_id` integer NOT NULL,
	`receipts` integer NOT NULL,
	`refunds` integer NOT NULL,
	`quantity` integer NOT NULL,
	`list_amount` integer NOT NULL,
	`price_difference` integer NOT NULL,
	`line_discount` integer NOT NULL,
	`order_discount` integer NOT NULL,
	`gross` integer NOT NULL,
	`net` integer NOT NULL,
	`vat` integer NOT NULL,
	`city_tax` integer NOT NULL,
	PRIMARY KEY(`company_id`, `business_on`, `store_id`, `product_id`),
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`store_id`) REFERENCES `store`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sales_by_till` (
	`company_id` integer NOT NULL,
	`business_on` text NOT NULL,
	`store_id` integer NOT NULL,
	`till` text NOT NULL,
	`cashier_id` integer NOT NULL,
	`receipts` integer NOT NULL,
	`refunds` integer NOT NULL,
	`quantity` integer NOT NULL,
	`list_amount` integer NOT NULL,
	`price_difference` integer NOT NULL,
	`line_discount` integer NOT NULL,
	`order_discount` integer NOT NULL,
	`gross` integer NOT NULL,
	`net` integer NOT NULL,
	`vat` integer NOT NULL,
	`city_tax` integer NOT NULL,
	PRIMARY KEY(`company_id`, `business_on`, `store_id`, `till`, `cashier_id`),
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`store_id`) REFERENCES `store`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
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