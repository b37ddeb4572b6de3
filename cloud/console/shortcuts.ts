/** `/` goes to the page's search or filter, as in most consoles. */
export function startShortcuts(): void {
  window.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.altKey || event.metaKey) return
    if (isTyping(event.target)) return
    const field = document.querySelector<HTMLInputElement>('[data-search]')
    if (field === null) return
    event.preventDefault()
    field.focus()
    field.select()
  })
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, select, textarea')
}
