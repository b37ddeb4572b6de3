import { parseQuantity } from '../numbers.ts'
import { changeLine, selectedLine } from './basket.ts'
import { entry } from './search.ts'

const mostDigits = 5

/** "12*" in the entry field makes it twelve of the selected line; false leaves the key as text. */
export function setQuantityFromEntry(): boolean {
  const line = selectedLine.value
  if (line === null || entry.value.length > mostDigits) return false
  const quantity = parseQuantity(entry.value)
  if (quantity === null) return false
  changeLine(line.id, { quantity })
  entry.value = ''
  return true
}
