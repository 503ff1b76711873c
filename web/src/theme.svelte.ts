// Light, dark, or what the system says. The choice is kept in this browser only.

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'legation-theme'

/** The theme chosen. */
export const theme = $state<{ choice: Theme }>({ choice: 'system' })

/** Reads the kept choice and applies it. */
export function startTheme() {
  const kept = readKept(KEY)
  if (kept === 'light' || kept === 'dark') theme.choice = kept
  apply()
}

/** Goes on to the next of system, light, dark. */
export function nextTheme() {
  theme.choice = theme.choice === 'system' ? 'light' : theme.choice === 'light' ? 'dark' : 'system'
  keep(KEY, theme.choice)
  apply()
}

function apply() {
  if (theme.choice === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme.choice
}

/** What this browser keeps under a name; nothing where storage is switched off. */
export function readKept(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/** Keeps a value in this browser, where it can. */
export function keep(name: string, value: string) {
  try {
    localStorage.setItem(name, value)
  } catch {
    // A browser without storage forgets the choice; nothing else depends on it.
  }
}
