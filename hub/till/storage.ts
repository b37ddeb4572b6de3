import type { z } from 'zod'

const maxChars = 512 * 1024

/** What the page keeps over a reload; unreadable or outdated content counts as absent. */
export function load<T>(key: string, shape: z.ZodType<T>): T | null {
  return read(device, key, shape)
}

/** Refuses (false) what would not fit, so that the page never dies of a full quota. */
export function save(key: string, value: unknown): boolean {
  const text = JSON.stringify(value)
  return text.length <= maxChars && write(device, key, text)
}

export function forget(key: string): void {
  remove(device, key)
}

/** What this tab kept; a tab just opened goes on with what any tab of the device kept last. */
export function loadOfTab<T>(key: string, shape: z.ZodType<T>): T | null {
  return read(tab, key, shape) ?? read(device, key, shape)
}

/** In the tab, where no other tab takes its place, and on the device, in case the browser dies. */
export function saveOfTab(key: string, value: unknown): void {
  const text = JSON.stringify(value)
  if (text.length > maxChars) return
  write(tab, key, text)
  write(device, key, text)
}

/** On the device only where no other tab has kept its own since. */
export function forgetOfTab(key: string): void {
  const text = textOf(tab, key)
  remove(tab, key)
  if (text === null || text === textOf(device, key)) remove(device, key)
}

type Place = () => Storage
const device: Place = () => localStorage
const tab: Place = () => sessionStorage

function read<T>(place: Place, key: string, shape: z.ZodType<T>): T | null {
  const text = textOf(place, key)
  if (text === null) return null
  try {
    return shape.parse(JSON.parse(text))
  } catch {
    // Left by another version of this page: nothing in here is worth more than a clean start.
    remove(place, key)
    return null
  }
}

/** Null also in a locked-down browser, where nothing was kept. */
function textOf(place: Place, key: string): string | null {
  try {
    return place().getItem(nameOf(key))
  } catch {
    return null
  }
}

function write(place: Place, key: string, text: string): boolean {
  try {
    place().setItem(nameOf(key), text)
    return true
  } catch {
    // Quota or a locked-down browser: the page works on, it only forgets at a reload.
    return false
  }
}

function remove(place: Place, key: string): void {
  try {
    place().removeItem(nameOf(key))
  } catch {
    // Nothing was kept.
  }
}

function nameOf(key: string): string {
  return `kassa.${key}`
}
