CREATE INDEX `coupon_by_account` ON `coupon` (`account`);--> statement-breakpoint
CREATE INDEX `gift_card_by_account` ON `gift_card` (`account`);--> statement-breakpoint
INSERT INTO `feed_schema` (`version`, `min_hub`) VALUES (7, '0.1.0');
