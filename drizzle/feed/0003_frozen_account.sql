CREATE TABLE `frozen_account` (
	`id` integer PRIMARY KEY NOT NULL,
	`frozen` integer NOT NULL
);

--> statement-breakpoint
INSERT INTO `feed_schema` (`version`, `min_hub`) VALUES (4, '0.1.0');
