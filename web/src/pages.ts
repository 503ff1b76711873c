// Every page: its address, its name, its key after `g`, and the code that is fetched when it opens.
import type { Component } from 'svelte'

export interface Page {
  /** First part of the path; a page with `one` also answers to a second part. */
  path: string
  name: string
  key?: string
  group?: string
  load: () => Promise<{ default: Component<any> }>
  one?: () => Promise<{ default: Component<any> }>
}

export const PAGES: Page[] = [
  { path: '', name: 'Overview', key: 'o', group: 'Now', load: () => import('./pages/Overview.svelte') },
  { path: 'changes', name: 'Changes', key: 'w', group: 'Now', load: () => import('./pages/Changes.svelte') },
  { path: 'alerts', name: 'Alerts', key: 'k', group: 'Now', load: () => import('./pages/Alerts.svelte') },
  { path: 'timeline', name: 'Timeline', key: 't', group: 'Now', load: () => import('./pages/Timeline.svelte') },
  { path: 'map', name: 'Map', key: 'm', group: 'Now', load: () => import('./pages/Map.svelte') },
  { path: 'dyads', name: 'Dyads', key: 'd', group: 'Relations', load: () => import('./pages/Dyads.svelte'), one: () => import('./pages/Dyad.svelte') },
  { path: 'actors', name: 'Actors', key: 'a', group: 'Relations', load: () => import('./pages/Actors.svelte'), one: () => import('./pages/Actor.svelte') },
  { path: 'network', name: 'Network', key: 'n', group: 'Relations', load: () => import('./pages/Network.svelte') },
  { path: 'events', name: 'Events', key: 'e', group: 'Record', load: () => import('./pages/Events.svelte'), one: () => import('./pages/Event.svelte') },
  { path: 'claims', name: 'Claims', key: 'c', group: 'Record', load: () => import('./pages/Claims.svelte') },
  { path: 'agenda', name: 'Agenda', key: 'i', group: 'Record', load: () => import('./pages/Agenda.svelte') },
  { path: 'commitments', name: 'Commitments', key: 'p', group: 'Record', load: () => import('./pages/Commitments.svelte') },
  { path: 'quotes', name: 'Quotes', key: 'q', group: 'Record', load: () => import('./pages/Quotes.svelte'), one: () => import('./pages/Quotes.svelte') },
  { path: 'negotiations', name: 'Negotiations', key: 'b', group: 'Ahead', load: () => import('./pages/Negotiations.svelte') },
  { path: 'forecasts', name: 'Forecasts', key: 'f', group: 'Ahead', load: () => import('./pages/Forecasts.svelte') },
  { path: 'precedents', name: 'Precedents', key: 'r', group: 'Ahead', load: () => import('./pages/Precedents.svelte') },
  { path: 'articles', name: 'Articles', key: 'l', group: 'Archive', load: () => import('./pages/Articles.svelte'), one: () => import('./pages/Article.svelte') },
  { path: 'search', name: 'Search', key: 's', group: 'Archive', load: () => import('./pages/Search.svelte') },
  { path: 'sources', name: 'Sources', key: 'u', group: 'Archive', load: () => import('./pages/Sources.svelte') },
  { path: 'about', name: 'About and cite', key: 'x', group: 'Archive', load: () => import('./pages/About.svelte') },
]

/** Addresses of data that are shown as part of another page. */
const PARTS: Record<string, string> = {
  overview: '', help: 'about', explain: 'about', questions: '', standing: 'network', series: 'dyads', channels: 'dyads', pillars: 'dyads',
}

/** The page of a path, and the part of the path that names one record. */
export function find(path: string): { page: Page; id: string | null } | null {
  const [first, second, third, ...more] = path.slice(1).split('/')
  const page = PAGES.find((p) => p.path === (PARTS[first] ?? first))
  // An article's versions and the spread of a story stand on their pages.
  if (!page || more.length || (third !== undefined && third !== 'versions' && third !== 'spread')) return null
  if (second === undefined || second === '' || first === 'explain') return { page, id: null }
  if (!page.one) return null
  try {
    return { page, id: decodeURIComponent(second) }
  } catch {
    return null
  }
}
