ALTER TABLE `voucher` ADD `state` text;--> statement-breakpoint
UPDATE `voucher` SET `state` = (SELECT nullif(c.`state`->>'state', 'reserved') FROM `value_coupon` c WHERE c.`coupon_id` = `voucher`.`account`);--> statement-breakpoint
CREATE INDEX `voucher_by_state` ON `voucher` (`programme_id`,`state`,`id`);
