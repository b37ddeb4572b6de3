import { createCompanySettingRoutes } from './company-setting.ts'
import { LeasePolicy, leasePolicyOf, policyKey, saveLeasePolicy } from './policy.ts'

export function createPolicyRoutes(clock: () => number) {
  return createCompanySettingRoutes(
    {
      path: 'lease-policy',
      name: 'LeasePolicy',
      summary: {
        read: 'How much of an account a store is promised unasked',
        change: 'Set it; what is left out is as at first',
      },
      setting: LeasePolicy,
      subjectOf: policyKey,
      save: (hot, { id }, policy) => saveLeasePolicy(hot, id, policy),
      show: leasePolicyOf,
    },
    clock,
  )
}
