ALTER TABLE `quarantine` ADD `ended` text;--> statement-breakpoint
ALTER TABLE `quarantine` ADD `ended_reason` text;