ALTER TABLE `member` ADD `affiliate` text;
--> statement-breakpoint
INSERT INTO `feed_schema` (`version`, `min_hub`) VALUES (9, '0.1.0');