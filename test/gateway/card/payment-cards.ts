/** Test numbers that card schemes publish: none of them may come out of a gateway. */
export const paymentCards = [
  '4111111111111111',
  '4012888888881881',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '30569309025904',
  '6011111111111117',
  '6212345678901265',
  '3530111333300000',
] as const
