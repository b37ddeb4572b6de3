/** The id of a member's account, the same in books, journal and leases. */
export function valueAccountId(programmeCode: string, memberId: number): string {
  return `${programmeCode}:${memberId}`
}
