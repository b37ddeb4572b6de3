CREATE TABLE `sales_by_product_month` (
	`company_id` integer NOT NULL,
	`month` text NOT NULL,
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
	PRIMARY KEY(`company_id`, `month`, `store_id`, `product_id`),
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`store_id`) REFERENCES `store`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `sales_by_product_month` (`company_id`, `month`, `store_id`, `product_id`, `receipts`, `refunds`, `quantity`, `list_amount`, `price_difference`, `line_discount`, `order_discount`, `gross`, `net`, `vat`, `city_tax`)
	SELECT `company_id`, substr(`business_on`, 1, 7), `store_id`, `product_id`, sum(`receipts`), sum(`refunds`), sum(`quantity`), sum(`list_amount`), sum(`price_difference`), sum(`line_discount`), sum(`order_discount`), sum(`gross`), sum(`net`), sum(`vat`), sum(`city_tax`)
	FROM `sales_by_product` GROUP BY 1, 2, 3, 4;
