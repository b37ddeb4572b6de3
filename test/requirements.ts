/**
 * Every requirement of the five systems ([S] fields by name) and the test that shows it. A name is
 * `file: test name`; one without a test is open and printed as such by requirements.test.ts.
 */
export interface Requirement {
  readonly id: string
  readonly text: string
  readonly shownBy?: string
}

export const requirements: readonly Requirement[] = [
  {
    id: '000-1',
    text: 'two companies, Internom and Monsudar',
    shownBy:
      'cloud/masterdata/members.test.ts: members come in by one company and are the same members for its sister',
  },
  { id: '000-2a', text: 'till screen to collect and spend points' },
  { id: '000-2b', text: 'collected and spent points on the accounting entries' },
  { id: '000-2c', text: 'members and the right to spend from ACS' },
  { id: '000-3', text: 'log of every ACS call: end_point, data, response' },
  { id: '000-4', text: 'POS sales and refunds sent to ACS' },
  {
    id: '000-5 product.acs_id',
    text: 'ACS code on the product',
    shownBy:
      'cloud/import/loading.test.ts: every field of a product arrives: barcodes, prices, partners, margin, flags and ACS codes',
  },
  {
    id: '000-5 product_template.acs_id',
    text: 'ACS code on the product template',
    shownBy:
      'cloud/import/loading.test.ts: every field of a product arrives: barcodes, prices, partners, margin, flags and ACS codes',
  },
  {
    id: '000-5 category.acs_id',
    text: 'ACS code on the product category',
    shownBy:
      'cloud/import/acs-ids.test.ts: warehouses, categories, POS categories, partners and customers keep their ACS codes',
  },
  {
    id: '000-5 category.website_url',
    text: 'web address of the product category',
    shownBy:
      'cloud/import/acs-ids.test.ts: warehouses, categories, POS categories, partners and customers keep their ACS codes',
  },
  {
    id: '000-5 pos_category.acs_id',
    text: 'ACS code on the POS category',
    shownBy:
      'cloud/import/acs-ids.test.ts: warehouses, categories, POS categories, partners and customers keep their ACS codes',
  },
  {
    id: '000-5 warehouse.acs_id',
    text: 'ACS code on the warehouse',
    shownBy:
      'cloud/import/acs-ids.test.ts: warehouses, categories, POS categories, partners and customers keep their ACS codes',
  },
  {
    id: '000-5 partner.acs_id',
    text: 'ACS code on the partner',
    shownBy:
      'cloud/import/acs-ids.test.ts: warehouses, categories, POS categories, partners and customers keep their ACS codes',
  },
  {
    id: '000-5 partner.acs_id_display',
    text: 'shown ACS code of the partner',
    shownBy:
      'cloud/import/acs-ids.test.ts: warehouses, categories, POS categories, partners and customers keep their ACS codes',
  },
  {
    id: '000-5 partner.website_url',
    text: 'web address of the partner',
    shownBy:
      'cloud/import/acs-ids.test.ts: warehouses, categories, POS categories, partners and customers keep their ACS codes',
  },
  { id: '000-6', text: 'sales report: coupons and discounts in columns of their own' },
  { id: '000-7', text: 'sales report: points collected and spent' },
  {
    id: '000-8 product.is_gift',
    text: 'gift card products',
    shownBy:
      'cloud/import/loading.test.ts: every field of a product arrives: barcodes, prices, partners, margin, flags and ACS codes',
  },
  { id: '000-8 use_sale_coupon', text: 'reward that accepts only sold coupons' },
  { id: '000-8 gift_line_product_id', text: 'product line added when redeeming' },
  { id: '000-8 gift_sale_id', text: 'order that sold the gift card' },
  { id: '000-9 coupon_ids', text: 'several coupons on one order, on the line' },
  { id: '000-10', text: 'coupon state "sold"' },
  { id: '000-11 warehouse_id', text: 'coupon bound to a warehouse' },
  { id: '000-12 gift_sale_id', text: 'coupon bound to its sale' },
  { id: '000-13 use_inventory_account_listprice', text: 'count differences at list price' },
  {
    id: '000-13 property_stock_input_list_price_inventory_account_id',
    text: 'account of list-price stock input',
  },
  { id: '000-13 property_account_inventory_income_id', text: 'income account of count gains' },
  { id: '000-13 stock_inventory_account_user', text: 'count differences to the employee' },
  ...[
    'create_sale_order',
    'create_refund_order',
    'get_ebarimt',
    'create_purchase_order',
    'create_transit_order',
    'partner_calculation',
    'partner_calculation_items',
    'sale_data',
    'partner_update',
    'product_info',
    'product_price',
  ].map((service) => ({ id: `000-14 ${service}`, text: `ACS service ${service}` })),
  ...['point_use', 'point_collect', 'point_spent'].map((field) => ({
    id: `000-15 account.move.${field}`,
    text: 'points on the accounting document',
  })),
  ...['point_collect', 'point_spent'].map((field) => ({
    id: `000-15 account.move.line.${field}`,
    text: 'points on the posting',
  })),
  ...[
    'internom_loyalty_balance',
    'internom_loyalty_collect',
    'internom_loyalty_spent',
    'internom_loyalty_percent',
    'internom_loyalty_status',
    'internom_refund_reference',
    'internom_loyalty_phone',
    'send_internom_refund',
    'loyalty_refund_cash',
  ].map((field) => ({ id: `000-15 pos.order.${field}`, text: 'loyalty on the receipt' })),
  ...['collect_point', 'spent_point', 'coupon_ids'].map((field) => ({
    id: `000-15 pos.order.line.${field}`,
    text: 'loyalty on the line',
  })),
  ...['internom_host', 'internom_port', 'internom_api_key', 'internom_api_urls'].map((field) => ({
    id: `000-15 company.${field}`,
    text: 'partner connection of the company',
  })),
  ...[
    'internom_property_receivable_account_id',
    'internom_property_payable_account_id',
    'internom_loyalty_partner_id',
    'internom_add_coupon_recieve_account_id',
  ].map((field) => ({ id: `000-15 settings.${field}`, text: 'accounts of the loyalty programme' })),
  {
    id: '001-1',
    text: 'difference between list and engine price as a line of its own',
    shownBy:
      'shared/pricing/price-engine.test.ts: list 100.00 against engine price 80.00, 3 pieces: 3 × 100.00 and −3 × 20.00 make 240.00',
  },
  { id: '001-2', text: 'order to the supplier when stock goes negative' },
  {
    id: '001-3',
    text: 'affiliate: party role, identification, account, agreement',
    shownBy:
      'hub/sending-partner.test.ts: a partner is found by code, however it is typed, and by phone, with its credit; nobody else has the code',
  },
  { id: '001-4', text: 'agreement PartenerColibri with ten terms' },
  { id: '001-5', text: 'payment received from a Colibri partner' },
  { id: '001-6', text: 'POS sale as OrderHeader' },
  {
    id: '001-7',
    text: 'cash (or cash on delivery) payment to the cash account of the store',
    shownBy:
      'cloud/ledger/ledger.test.ts: a sale debits its tenders and credits sales, VAT, city tax and the rounding of cash',
  },
  {
    id: '001-8',
    text: 'card payment to the bank account of the store',
    shownBy:
      'cloud/ledger/ledger.test.ts: a sale debits its tenders and credits sales, VAT, city tax and the rounding of cash',
  },
  { id: '001-9', text: 'payment by store credit with hold and debit' },
  { id: '001-10', text: 'loading a gift card is not a sale' },
  { id: '002-1', text: 'contract with a target amount' },
  { id: '002-2', text: 'reward as promotional goods or goods for sale' },
  { id: '002-3', text: 'companies for counting sales, manufacturer filter' },
  { id: '002-4', text: 'monthly calculation of purchases minus returns' },
  { id: '002-5', text: 'types growing, variable, fixed' },
  { id: '002-6', text: 'fixed contract' },
  { id: '002-7', text: 'growing contract' },
  { id: '002-8', text: 'variable contract' },
  { id: '002-9', text: 'several granting companies and their systems' },
  { id: '002-10', text: 'exact mapping of products and customers over a remote connection' },
  { id: '002-11', text: 'other systems spend the balance kept at Main' },
  { id: '002-12', text: 'contract form with lines and totals' },
  { id: '003-1', text: 'back office owns accrual and final write-off' },
  { id: '003-2', text: 'bonus cards in the load file; 1 bonus = 1 rub' },
  { id: '003-3', text: 'accrual when the sales report is processed' },
  { id: '003-4', text: 'operative write-off at check close' },
  { id: '003-5', text: 'results return with the next load' },
  { id: '003-6', text: 'dinect.com: spending needs the server, accrual waits' },
  { id: '003-7', text: 'overspend between registers is detected' },
  { id: '004-1', text: 'iBOD: record cards, load points, pay for selected items' },
  { id: '004-2 PartnerID', text: 'unique partner id' },
  { id: '004-3', text: 'earning by total, by items, combined' },
  { id: '004-4 RuleID', text: 'points per amount with rule id' },
  { id: '004-5', text: 'expiry in months' },
  { id: '004-6', text: 'list of items with points, editable and importable' },
  { id: '004-7', text: 'F6 loads the card and shows the balance' },
  { id: '004-8', text: 'F3 combined payment, F12 points after PIN' },
  { id: '004-9', text: 'payments offered as price-points pairs' },
  { id: '004-10', text: 'discount line *PLATBA IBOD*' },
  { id: '004-11', text: 'transactions go to the iBOD server' },
  { id: '004-12 PricteniIBODuPokl', text: 'bulk re-send of failed transactions' },
  { id: '004-13', text: 'points deducted before the document are reversed on cancel' },
]
