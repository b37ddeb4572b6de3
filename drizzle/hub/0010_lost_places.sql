CREATE TABLE `lost_place` (
	`first` integer PRIMARY KEY NOT NULL,
	`last` integer NOT NULL
);
