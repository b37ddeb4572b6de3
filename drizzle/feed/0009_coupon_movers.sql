ALTER TABLE `coupon` ADD `movers` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `hub_mark` ADD `ended` text DEFAULT '[]' NOT NULL;
--> statement-breakpoint
INSERT INTO `feed_schema` (`version`, `min_hub`) VALUES (10, '0.1.0');