// The keyboard: / ? j k, and g with a letter.
import { PAGES } from './pages'
import { go, to, here, place, change } from './router.svelte'

/** Whether the list of keys is open. */
export const help = $state({ open: false })

let waiting = 0

/** Listens to the keyboard; typing in a field is left alone. */
export function listen(event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const target = event.target as HTMLElement
  if (event.key === 'Escape') {
    if (help.open) help.open = false
    else if (place.query.has('why')) change({ why: null })
    else if (target.matches?.('input, select, textarea')) target.blur()
    return
  }
  if (target.matches?.('input:not([type=range]):not([type=checkbox]), select, textarea') || target.isContentEditable) return
  if (Date.now() - waiting < 1500) {
    waiting = 0
    const page = PAGES.find((p) => p.key === event.key)
    if (page) {
      event.preventDefault()
      go(to('/' + page.path))
    }
    return
  }
  switch (event.key) {
    case 'g':
      waiting = Date.now()
      break
    case '/':
      event.preventDefault()
      document.getElementById('search-words')?.focus()
      break
    case '?':
      event.preventDefault()
      help.open = !help.open
      break
    case 'j':
    case 'k':
      event.preventDefault()
      step(event.key === 'j' ? 1 : -1)
      break
  }
}

/** Moves the focus to the next or previous row of the lists of a page. */
function step(by: number) {
  const region = document.querySelector('.drawer') ?? document.getElementById('main')
  const rows = [...(region?.querySelectorAll<HTMLElement>('[data-row]') ?? [])].filter((r) => r.offsetParent !== null)
  if (!rows.length) return
  const at = rows.findIndex((r) => r.contains(document.activeElement))
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))]
  const handle = next.matches('a, button') ? next : (next.querySelector<HTMLElement>('a, button') ?? next)
  handle.focus()
  next.scrollIntoView({ block: 'nearest' })
}

export { here }
