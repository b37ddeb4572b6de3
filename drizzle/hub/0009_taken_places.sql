CREATE TABLE `taken_place` (
	`seq` integer NOT NULL,
	`hub_id` integer NOT NULL,
	`epoch` integer NOT NULL,
	`place` integer NOT NULL,
	PRIMARY KEY(`seq`, `hub_id`, `epoch`)
);
