CREATE TABLE `lease_pin` (
	`account` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`sealed` text,
	`locked_until` integer
);
--> statement-breakpoint
CREATE TABLE `pin_place` (
	`one` integer PRIMARY KEY NOT NULL,
	`seal_key` text NOT NULL,
	`up_to` integer NOT NULL,
	CONSTRAINT "pin_place_one_row" CHECK(one = 1)
);
--> statement-breakpoint
CREATE TABLE `pin_try` (
	`member_id` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`tries` integer NOT NULL,
	`wrong` integer NOT NULL,
	`locked_ms` integer NOT NULL,
	`boot_id` text NOT NULL,
	`uptime_ms` integer NOT NULL,
	`locked_until` integer
);
