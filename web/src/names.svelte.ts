// What the archive calls its actors, so that codes and ids are shown by name everywhere.
import { SvelteMap } from 'svelte/reactivity'

/** Names by country code and by entity id. */
export const names = new SvelteMap<string, string>()

/** Takes over the names of a list of actors. */
export function learn(rows: { actor: string; name: string }[]) {
  for (const row of rows) {
    if (!row.name || row.name === row.actor) continue
    names.set(row.actor, row.name)
    if (/^[A-Z]{3}$/.test(row.actor)) names.set(`state:${row.actor}`, row.name)
  }
}
