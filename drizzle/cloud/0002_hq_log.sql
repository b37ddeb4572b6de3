CREATE TABLE `hq_command` (
	`applied_seq` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`kind` text NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `hq_command_by_kind` ON `hq_command` (`kind`);