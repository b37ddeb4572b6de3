ALTER TABLE `member` ADD `affiliate_code` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `member` ADD `affiliate_company_id` integer REFERENCES company(id);--> statement-breakpoint
ALTER TABLE `member` ADD `affiliate_active` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `receipt` ADD `partner_id` integer;