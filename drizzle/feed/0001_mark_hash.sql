ALTER TABLE `hub_mark` ADD `hash` text DEFAULT '' NOT NULL;--> statement-breakpoint
INSERT INTO `feed_schema` (`version`, `min_hub`) VALUES (2, '0.1.0');
