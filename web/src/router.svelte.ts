// The address is the state: which page, which filters, which sentence is open.

/** Where the desk stands: the path and its query. */
export const place = $state<{ path: string; query: URLSearchParams }>({ path: '/', query: new URLSearchParams() })

/** Parameters that go along from page to page: the day up to which the archive is read. */
const KEPT = ['as_of']

/** Follows the browser's address, and takes over clicks on links inside the desk. */
export function startRouter() {
  read()
  addEventListener('popstate', read)
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const anchor = (event.target as Element | null)?.closest?.('a')
    // Charts have links of their own kind: their address is read from the attribute.
    const href = anchor?.getAttribute('href')
    if (!anchor || !href || href.startsWith('#') || anchor.hasAttribute('target') || anchor.hasAttribute('download')) return
    const address = new URL(href, location.href)
    if (address.origin !== location.origin || isData(address.pathname)) return
    event.preventDefault()
    go(address.pathname + address.search, anchor.getAttribute('data-keep') === 'scroll')
  })
}

/** Opens an address of the desk. */
export function go(address: string, keepScroll = false) {
  if (address !== location.pathname + location.search) history.pushState(null, '', address)
  read()
  if (!keepScroll) {
    scrollTo(0, 0)
    document.getElementById('main')?.focus({ preventScroll: true })
  }
}

/** Changes parameters of the page that is open, without a new entry in the history. */
export function change(parameters: Record<string, string | null>) {
  history.replaceState(null, '', place.path + here(parameters))
  read()
}

/** The query of the page that is open, with some parameters changed; `null` takes one out. */
export function here(parameters: Record<string, string | null>): string {
  const query = new URLSearchParams(place.query)
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null || value === '') query.delete(name)
    else query.set(name, value)
  }
  const text = query.toString()
  return text ? `?${text}` : '?'
}

/** The address of another page, with its parameters and those that go along. */
export function to(path: string, parameters: Record<string, string | null | undefined> = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value) query.set(name, value)
  for (const name of KEPT) {
    const value = place.query.get(name)
    if (value && !query.has(name)) query.set(name, value)
  }
  const text = query.toString()
  return text ? `${path}?${text}` : path
}

/** A parameter of the page that is open. */
export function parameter(name: string): string {
  return place.query.get(name) ?? ''
}

function isData(path: string): boolean {
  return /\.(json|csv|parquet|geojson|graphml)$/.test(path) || ['/metrics', '/healthz', '/readyz'].includes(path)
}

function read() {
  place.path = location.pathname.length > 1 ? location.pathname.replace(/\/+$/, '') : '/'
  place.query = new URLSearchParams(location.search)
}
