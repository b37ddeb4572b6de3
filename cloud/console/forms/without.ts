/** The same without a field: what is absent restricts nothing. */
export function without<T extends object, Field extends keyof T>(
  value: T,
  field: Field,
): Omit<T, Field> {
  const { [field]: _, ...rest } = value
  return rest
}
