import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { LineDiscount, OrderDiscount } from './basket/discount-sheet.tsx'
import { EditPrice, EditQuantity } from './basket/edit-line.tsx'
import { Selling } from './basket/selling.tsx'
import { CustomerSheet } from './customer/customer.tsx'
import { MemberSheet } from './customer/member.tsx'
import { HelpSheet } from './help/help.tsx'
import { PairingScreen } from './pairing/pairing-screen.tsx'
import { ParkSheet } from './parked/park-sheet.tsx'
import { ParkedSheet } from './parked/parked-sheet.tsx'
import { Pay } from './pay/pay.tsx'
import { justSaved } from './pay/sale.ts'
import { SavedSheet } from './pay/saved.tsx'
import { Unanswered } from './pay/unanswered.tsx'
import { ReceiptsSheet } from './receipts/receipts-sheet.tsx'
import { cashier, hubLostSince, notReady, paired, refreshShift, shift, status } from './session.ts'
import { sheet } from './sheets.ts'
import { OpenShift } from './shift/open-shift.tsx'
import { ShiftSheet } from './shift/shift-sheet.tsx'
import { SignInScreen } from './sign-in/sign-in-screen.tsx'
import { DeviceFaults } from './status/device-faults.tsx'
import { RefusedSales } from './status/refused-sales.tsx'
import { StatusBar } from './status/status-bar.tsx'
import { Troubles } from './status/troubles.tsx'
import { t } from './texts.ts'
import { CouponSheet } from './vouchers/coupon-sheet.tsx'
import { LoadSheet } from './vouchers/load-sheet.tsx'

export function App(): JSX.Element {
  return (
    <div class="till">
      <StatusBar />
      <Troubles />
      <RefusedSales />
      <DeviceFaults />
      <Screen />
      <Sheets />
    </div>
  )
}

function Screen(): JSX.Element {
  const signedIn = cashier.value !== null
  useEffect(() => {
    if (signedIn && shift.value === undefined) void refreshShift()
  }, [signedIn, hubLostSince.value])
  if (paired.value === null) return <PairingScreen />
  if (status.value === null) return <Waiting />
  if (!signedIn) return <SignInScreen />
  if (shift.value === undefined) return <Waiting />
  return shift.value === null ? <OpenShift /> : <Selling />
}

function Waiting(): JSX.Element {
  return (
    <main class="middle" aria-busy="true">
      <p class="hint">{notReady.value ?? t('till.waiting')}</p>
    </main>
  )
}

function Sheets(): JSX.Element | null {
  return (
    <>
      <OpenSheet />
      {justSaved.value !== null && <SavedSheet receipt={justSaved.value} />}
      <Unanswered />
    </>
  )
}

function OpenSheet(): JSX.Element | null {
  switch (sheet.value) {
    case null:
      return null
    case 'help':
      return <HelpSheet />
    case 'pay':
      return <Pay />
    case 'order-discount':
      return <OrderDiscount />
    case 'line-quantity':
      return <EditQuantity />
    case 'line-price':
      return <EditPrice />
    case 'line-discount':
      return <LineDiscount />
    case 'customer':
      return <CustomerSheet />
    case 'member':
      return <MemberSheet key="member" as="member" />
    case 'park':
      return <ParkSheet />
    case 'parked':
      return <ParkedSheet />
    case 'receipts':
      return <ReceiptsSheet />
    case 'shift':
      return <ShiftSheet />
    case 'coupons':
      return <CouponSheet />
    case 'load':
      return <LoadSheet />
    case 'partner':
      return <MemberSheet key="partner" as="partner" />
  }
}
