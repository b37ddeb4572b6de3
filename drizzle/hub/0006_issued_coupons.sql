CREATE TABLE `issued_coupon` (
	`account` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`text` text NOT NULL,
	`programme` text NOT NULL,
	`promotion_id` integer NOT NULL,
	`ends_at` integer
);
--> statement-breakpoint
CREATE INDEX `issued_coupon_by_text` ON `issued_coupon` (`text`);