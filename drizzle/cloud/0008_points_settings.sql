CREATE TABLE `points_item` (
	`id` integer PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`programme_id` integer NOT NULL,
	`product_id` integer NOT NULL,
	`points` integer NOT NULL,
	`price` integer,
	`rule_id` text NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `company`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`programme_id`) REFERENCES `programme`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`product_id`) REFERENCES `product`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "points_item_positive" CHECK(points > 0 and (price is null or price > 0))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `points_item_by_product` ON `points_item` (`programme_id`,`product_id`);--> statement-breakpoint
CREATE INDEX `points_item_by_company` ON `points_item` (`company_id`,`id`);--> statement-breakpoint
ALTER TABLE `programme` ADD `settings` text;