import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** In the tree the page is the folder `static`; a bundle carries that folder under its own path. */
export function readPageFile(file: 'index.html' | 'page.css' | 'page.js' | 'counter.js'): string {
  const inTree = fileURLToPath(new URL(`./static/${file}`, import.meta.url))
  const inBundle = fileURLToPath(new URL(`./gateway/virtual/static/${file}`, import.meta.url))
  return readFileSync(existsSync(inTree) ? inTree : inBundle, 'utf8')
}
