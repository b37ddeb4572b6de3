CREATE TABLE `points_item` (
	`id` integer PRIMARY KEY NOT NULL,
	`programme` integer NOT NULL,
	`product_id` integer NOT NULL,
	`points` integer NOT NULL,
	`price` integer,
	`rule_id` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `programme` ADD `settings` text;
--> statement-breakpoint
INSERT INTO `feed_schema` (`version`, `min_hub`) VALUES (5, '0.1.0');
