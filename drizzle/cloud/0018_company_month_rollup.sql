CREATE TABLE `company_sales_by_product_month` (
	`company_id` integer NOT NULL,
	`month` text NOT NULL,
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
	`promotion` integer DEFAULT 0 NOT NULL,
	`coupon` integer DEFAULT 0 NOT NULL,
	`points_discount` integer DEFAULT 0 NOT NULL,
	`points_tender` integer DEFAULT 0 NOT NULL,
	`gift_coupon` integer DEFAULT 0 NOT NULL,
	`gift_card` integer DEFAULT 0 NOT NULL,
	`points_collected` integer DEFAULT 0 NOT NULL,
	`points_spent` integer DEFAULT 0 NOT NULL,
	`loaded` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`company_id`, `month`, `product_id`),
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `company_sales_by_product_month` (`company_id`, `month`, `product_id`, `receipts`, `refunds`, `quantity`, `list_amount`, `price_difference`, `line_discount`, `order_discount`, `gross`, `net`, `vat`, `city_tax`, `promotion`, `coupon`, `points_discount`, `points_tender`, `gift_coupon`, `gift_card`, `points_collected`, `points_spent`, `loaded`)
	SELECT `company_id`, `month`, `product_id`, sum(`receipts`), sum(`refunds`), sum(`quantity`), sum(`list_amount`), sum(`price_difference`), sum(`line_discount`), sum(`order_discount`), sum(`gross`), sum(`net`), sum(`vat`), sum(`city_tax`), sum(`promotion`), sum(`coupon`), sum(`points_discount`), sum(`points_tender`), sum(`gift_coupon`), sum(`gift_card`), sum(`points_collected`), sum(`points_spent`), sum(`loaded`)
	FROM `sales_by_product_month` GROUP BY 1, 2, 3;
