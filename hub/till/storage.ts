import type { z } from 'zod'

const maxChars = 512 * 1024

/** What the page keeps over a reload; unreadable or outdated content counts as absent. */
export function load<T>(key: string, shape: z.ZodType<T>): T | null {
  try {
    const text = localStorage.getItem(`kassa.${key}`)
    return text === null ? null : shape.parse(JSON.parse(text))
  } catch {
    // Left by another version of this page: nothing in here is worth more than a clean start.
    forget(key)
    return null
  }
}

/** Refuses (false) what would not fit, so that the page never dies of a full quota. */
export function save(key: string, value: unknown): boolean {
  const text = JSON.stringify(value)
  if (text.length > maxChars) return false
  try {
    localStorage.setItem(`kassa.${key}`, text)
    return true
  } catch {
    // Quota or a locked-down browser: the page works on, it only forgets at a reload.
    return false
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(`kassa.${key}`)
  } catch {
    // A locked-down browser, where nothing was kept.
  }
}
