import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A bundle carries the page in `assets/` beside itself; in the tree it is the folder `page`. */
export function readPageFile(file: 'index.html' | 'page.css' | 'page.js'): string {
  const beside = fileURLToPath(new URL(`./assets/${file}`, import.meta.url))
  const inTree = fileURLToPath(new URL(`./page/${file}`, import.meta.url))
  return readFileSync(existsSync(beside) ? beside : inTree, 'utf8')
}
