// Makes the README's pictures from the sample dispatches: `npm run screenshots`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pressed } from './png.mjs'
import { openBrowser, openDesk, openPage, visit } from './desk.mjs'

const docs = resolve(dirname(fileURLToPath(import.meta.url)), '../../docs')
mkdirSync(docs, { recursive: true })
const desk = await openDesk({ as: { ledger: true } })
const browser = await openBrowser()
const rows = async (path) => (await (await fetch(desk.address + path)).json()).rows
const article = (await rows('/articles.json?limit=100')).find((r) => /initial peace treaty/.test(r.title))
const { reports, claims } = await (await fetch(`${desk.address}/articles/${article.article_id}.json`)).json()
const denied = claims.find((c) => c.certainty === 'denied') ?? reports[0]

const PICTURES = [
  ['desk-overview', '/', false],
  ['desk-reader', `/articles/${article.article_id}?layers=events,claims,certainty&record=${denied.claim_id ?? denied.report_id}`, false, 860],
  ['desk-dyad', '/dyads/ARM-AZE', false],
  ['desk-network', '/network', true],
  ['desk-map', '/map', true],
]
for (const [name, address, dark, height = 720] of PICTURES) {
  const { page, context } = await openPage(browser, desk, { dark, width: 1200, height })
  await visit(page, desk, address)
  const path = join(docs, `${name}.png`)
  const picture = pressed(await page.screenshot())
  writeFileSync(path, picture)
  console.log(`${path}: ${Math.round(picture.length / 1000)} kB`)
  await context.close()
}
await browser.close()
desk.close()
