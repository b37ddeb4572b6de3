CREATE TABLE `offline_try` (
	`business_on` text NOT NULL,
	`programme` text NOT NULL,
	`outcome` text NOT NULL,
	`tries` integer NOT NULL,
	PRIMARY KEY(`business_on`, `programme`, `outcome`)
);
