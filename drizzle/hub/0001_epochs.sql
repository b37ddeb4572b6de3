DROP INDEX `receipt_by_number`;--> statement-breakpoint
CREATE INDEX `receipt_by_printed_number` ON `receipt` (`number`);--> statement-breakpoint
ALTER TABLE `event` ADD `first_hash` text;--> statement-breakpoint
ALTER TABLE `identity` ADD `session` text;--> statement-breakpoint
ALTER TABLE `identity` ADD `provisional` integer DEFAULT false NOT NULL;