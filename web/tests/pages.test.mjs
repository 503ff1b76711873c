// Every page: drawn in both themes and both widths, without an error, a stranger's address, or a serious fault of access.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { openBrowser, openDesk, openPage, visit } from './desk.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let desk, browser, pages

before(async () => {
  desk = await openDesk({ as: { ledger: true } })
  browser = await openBrowser()
  const get = async (path) => (await (await fetch(desk.address + path)).json()).rows
  const article = (await get('/articles.json?limit=100')).find((r) => /initial peace treaty/.test(r.title))
  const event = (await get('/events.json?min_sources=2&limit=1'))[0]
  pages = {
    overview: ['/', /Overview/], changes: ['/changes', /Changes/], alerts: ['/alerts', /Alerts/], timeline: ['/timeline', /Timeline/], map: ['/map', /Map/], dyads: ['/dyads', /Dyads/],
    dyad: ['/dyads/ARM-AZE', /Armenia and Azerbaijan/], actors: ['/actors', /Actors/], actor: ['/actors/person:donald-trump', /Donald Trump/],
    state: ['/actors/ARM', /Armenia/], network: ['/network', /Network/], events: ['/events', /Events/], event: [`/events/${event.event_id}`, /Event/],
    claims: ['/claims', /Claims/], agenda: ['/agenda', /Agenda/], commitments: ['/commitments', /Commitments/], quotes: ['/quotes', /Quotes/],
    negotiations: ['/negotiations', /Negotiations/], forecasts: ['/forecasts', /Forecasts/], precedents: ['/precedents?like=washington-2025', /Precedents/],
    articles: ['/articles', /Articles/], article: [`/articles/${article.article_id}?layers=entities,events,claims,certainty,agenda`, /Potomac Bulletin/],
    record: [`/articles/${article.article_id}?record=${event.reports[0].report_id}`, /Potomac Bulletin/],
    search: ['/search?q=corridor', /corridor/], nothing: ['/search?q=zzzzqqq', /zzzzqqq/], sources: ['/sources', /Sources/], about: ['/about?of=/dyads/ARM-AZE', /About/],
    evidence: ['/dyads/ARM-AZE?why=/events.json?dyad=ARM-AZE', /Armenia and Azerbaijan/], then: ['/?as_of=2023-06-30', /Overview/],
  }
})
after(async () => {
  await browser?.close()
  desk?.close()
})

for (const [theme, width] of [['light', 1280], ['dark', 800]]) {
  test(`all pages, ${theme}, ${width} px`, async (t) => {
    const { page, seen, context } = await openPage(browser, desk, { dark: theme === 'dark', width })
    const faults = []
    for (const [name, [address, heading]] of Object.entries(pages)) {
      await visit(page, desk, address)
      const look = await page.evaluate(() => ({
        heading: document.querySelector('main h1')?.textContent ?? '',
        overflow: document.documentElement.scrollWidth - innerWidth,
        bad: document.querySelector('main .state.bad')?.textContent ?? '',
        paper: getComputedStyle(document.body).backgroundColor,
        words: document.querySelector('main').innerText.length,
      }))
      if (!heading.test(look.heading)) faults.push(`${name}: headed ${look.heading}`)
      if (look.overflow > 0) faults.push(`${name}: ${look.overflow} px too wide`)
      if (look.bad) faults.push(`${name}: ${look.bad}`)
      if (look.words < 60) faults.push(`${name}: nearly empty`)
      if (/NaN|undefined|\[object/.test(await page.evaluate(() => document.querySelector('main').innerText))) faults.push(`${name}: a value without words`)
      const dark = /rgb\((\d+)/.exec(look.paper)[1] < 100
      if (dark !== (theme === 'dark')) faults.push(`${name}: paper is ${look.paper}`)
      // The policy forbids inline scripts; the test's own way past it is the debugger's.
      await page.evaluate(AXE + ';0')
      // The second theme and width differ in colours and sizes only.
      const rules = theme === 'light' ? { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } : { type: 'rule', values: ['color-contrast', 'target-size', 'link-in-text-block', 'scrollable-region-focusable'] }
      const found = await page.evaluate((runOnly) => axe.run(document, { resultTypes: ['violations'], runOnly }), rules)
      for (const v of found.violations) {
        const line = `${name}: ${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(' | ')}`
        if (v.impact === 'serious' || v.impact === 'critical') faults.push(line)
        else t.diagnostic(line)
      }
    }
    await context.close()
    assert.deepEqual(faults, [])
    assert.deepEqual(seen.outside, [], 'requests to others')
    assert.deepEqual(seen.console, [], 'errors on the console')
    assert.deepEqual(seen.dialogs, [])
  })
}

test('the first load is small', async () => {
  const { page, context } = await openPage(browser, desk)
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  const types = new Map()
  let bytes = 0
  session.on('Network.responseReceived', (e) => types.set(e.requestId, e.response.url))
  session.on('Network.loadingFinished', (e) => {
    if (/\.(js|css|svg)$|\/$/.test(types.get(e.requestId) ?? '')) bytes += e.encodedDataLength
  })
  await visit(page, desk, '/')
  await context.close()
  console.log(`# first load: ${Math.round(bytes / 1000)} kB of code`)
  assert.ok(bytes > 10_000, `only ${bytes} bytes were seen: nothing was measured`)
  assert.ok(bytes < 200_000, `${bytes} bytes`)
})

test('a problem is told in the words of the server, and an unknown page says so', async () => {
  const { page, context } = await openPage(browser, desk)
  await visit(page, desk, '/events?from=2023-13-45')
  assert.match(await page.textContent('main .state.bad'), /2023-13-45 is no day/)
  await visit(page, desk, '/events/v0000000000000000000')
  assert.match(await page.textContent('main .state.bad'), /there is no event/)
  for (const [part, heading] of [['/standing', /Network/], ['/questions', /Overview/], ['/explain/ACCUSE', /About/], ['/channels', /Dyads/]]) {
    await visit(page, desk, part)
    assert.match(await page.textContent('main h1'), heading)
  }
  await visit(page, desk, '/nowhere')
  assert.match(await page.textContent('main'), /No such page/)
  await visit(page, desk, '/events?why=https://example.org/x.json')
  assert.match(await page.textContent('.drawer'), /no address of records/)
  await context.close()
})
