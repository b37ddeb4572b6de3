import type { JSX } from 'preact'
import { HubsPage } from './hubs/hubs-page.tsx'
import { ImportPage } from './import/import-page.tsx'
import { LeasesPage } from './leases/leases-page.tsx'
import { AccountPage } from './ledger/account-page.tsx'
import { TransactionPage } from './ledger/transaction-page.tsx'
import { TrialBalancePage } from './ledger/trial-balance-page.tsx'
import { LiabilityPage } from './liability/liability-page.tsx'
import { MembersPage } from './members/members-page.tsx'
import { Nav } from './nav/nav.tsx'
import { ProductPage } from './products/product-page.tsx'
import { ProductsPage } from './products/products-page.tsx'
import { ProgrammesPage } from './programmes/programmes-page.tsx'
import { PromotionsPage } from './promotions/promotions-page.tsx'
import { QuarantinePage } from './quarantine/quarantine-page.tsx'
import { ReceiptPage } from './receipts/receipt-page.tsx'
import { ReceiptsPage } from './receipts/receipts-page.tsx'
import { route } from './route.ts'
import { SalesPage } from './sales/sales-page.tsx'
import { company, sessionState } from './session.ts'
import { SignIn } from './sign-in/sign-in.tsx'
import { language, t } from './texts.ts'
import { VouchersPage } from './vouchers/vouchers-page.tsx'

export function App(): JSX.Element {
  switch (sessionState.value) {
    case 'resuming':
      return <main class="sign-in" aria-busy="true" />
    case 'signed-out':
      return <SignIn />
    case 'signed-in':
      return <Desk />
  }
}

function Desk(): JSX.Element {
  const { page, path } = route.value
  return (
    <div class="console" lang={language.value}>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          // The address after # is the page's own.
          event.preventDefault()
          document.getElementById('content')?.focus()
        }}
      >
        {t('console.skip')}
      </a>
      <Nav />
      <main id="content" class="content" tabIndex={-1}>
        {company.value === undefined ? (
          <p class="notice info">{t('console.no-company')}</p>
        ) : (
          // Another company or another thing is another page: nothing of the old one stays.
          <CurrentPage key={[company.value.code, page, ...path].join('/')} />
        )}
      </main>
    </div>
  )
}

function CurrentPage(): JSX.Element {
  const { page, path } = route.value
  const [first = '', second = ''] = path
  switch (page) {
    case 'sales':
      return <SalesPage />
    case 'receipts':
      return first === '' ? <ReceiptsPage /> : <ReceiptPage id={first} />
    case 'ledger':
      if (first === 'account') return <AccountPage id={second} />
      if (first === 'transaction') return <TransactionPage id={second} />
      return <TrialBalancePage />
    case 'members':
      return <MembersPage />
    case 'programmes':
      return <ProgrammesPage />
    case 'promotions':
      return <PromotionsPage />
    case 'coupons':
      return <VouchersPage kind="coupon" />
    case 'gift-cards':
      return <VouchersPage kind="gift-card" />
    case 'leases':
      return <LeasesPage />
    case 'liability':
      return <LiabilityPage />
    case 'products':
      return first === '' ? <ProductsPage /> : <ProductPage code={first} />
    case 'import':
      return <ImportPage />
    case 'hubs':
      return <HubsPage />
    case 'quarantine':
      return <QuarantinePage />
  }
}
