ALTER TABLE `member` ADD `card_pairs` text;
--> statement-breakpoint
INSERT INTO `feed_schema` (`version`, `min_hub`) VALUES (8, '0.1.0');