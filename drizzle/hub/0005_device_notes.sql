CREATE TABLE `device_note` (
	`seq` integer PRIMARY KEY NOT NULL,
	`device` text NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`reason` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `device_note_by_device` ON `device_note` (`device`,`seq`);