CREATE TABLE `programme` (
	`id` integer PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`offline` text NOT NULL
);
--> statement-breakpoint
INSERT INTO `feed_schema` (`version`, `min_hub`) VALUES (3, '0.1.0');
