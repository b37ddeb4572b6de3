CREATE TABLE `value_day` (
	`programme_id` integer NOT NULL,
	`company_id` integer NOT NULL,
	`business_on` text NOT NULL,
	`issued` integer NOT NULL,
	`loaded` integer NOT NULL,
	`redeemed` integer NOT NULL,
	`expired` integer NOT NULL,
	`corrected` integer NOT NULL,
	`risk` integer NOT NULL,
	`issued_money` integer NOT NULL,
	`loaded_money` integer NOT NULL,
	`redeemed_money` integer NOT NULL,
	`expired_money` integer NOT NULL,
	`corrected_money` integer NOT NULL,
	`risk_money` integer NOT NULL,
	`revalued_money` integer NOT NULL,
	PRIMARY KEY(`programme_id`, `company_id`, `business_on`),
	FOREIGN KEY (`programme_id`) REFERENCES `programme`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `value_lot_month` (
	`programme_id` integer NOT NULL,
	`ends_in` text NOT NULL,
	`born_in` text NOT NULL,
	`units` integer NOT NULL,
	`lots` integer NOT NULL,
	PRIMARY KEY(`programme_id`, `ends_in`, `born_in`),
	FOREIGN KEY (`programme_id`) REFERENCES `programme`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `receipt` ADD `receipts` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `refunds` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `quantity` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `list_amount` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `price_difference` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `line_discount` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `order_discount` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `gross` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `net` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `vat` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `city_tax` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `promotion` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `coupon` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `points_discount` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `points_tender` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `gift_coupon` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `gift_card` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `points_collected` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `points_spent` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `loaded` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product` ADD `promotion` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product` ADD `coupon` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product` ADD `points_discount` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product` ADD `points_tender` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product` ADD `gift_coupon` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product` ADD `gift_card` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product` ADD `points_collected` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product` ADD `points_spent` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product` ADD `loaded` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product_month` ADD `promotion` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product_month` ADD `coupon` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product_month` ADD `points_discount` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product_month` ADD `points_tender` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product_month` ADD `gift_coupon` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product_month` ADD `gift_card` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product_month` ADD `points_collected` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product_month` ADD `points_spent` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_product_month` ADD `loaded` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_till` ADD `promotion` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_till` ADD `coupon` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_till` ADD `points_discount` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_till` ADD `points_tender` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_till` ADD `gift_coupon` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_till` ADD `gift_card` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_till` ADD `points_collected` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_till` ADD `points_spent` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sales_by_till` ADD `loaded` integer DEFAULT 0 NOT NULL;