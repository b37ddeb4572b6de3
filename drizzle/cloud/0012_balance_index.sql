DROP INDEX `value_account_by_programme`;--> statement-breakpoint
CREATE INDEX `value_account_by_balance` ON `value_account` (`programme_id`,`balance`);