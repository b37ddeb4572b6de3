/** The id of an account, the same in books, journal and leases; its holder is a member or a voucher. */
export function valueAccountId(programmeCode: string, holder: number | string): string {
  return `${programmeCode}:${holder}`
}

/** Codes of programmes hold no colon. */
export function programmeOfAccount(accountId: string): string {
  return accountId.slice(0, accountId.indexOf(':'))
}

export function holderOfAccount(accountId: string): string {
  return accountId.slice(accountId.indexOf(':') + 1)
}

/** Whether its holder is whoever has a printed code; members are numbers. */
export function isVoucherAccount(accountId: string): boolean {
  return !/:[1-9]\d{0,14}$/.test(accountId)
}
