// From a chart to the sentence and back, on every page that draws; the keyboard; what can be taken along.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { openBrowser, openDesk, openPage, settled, visit } from './desk.mjs'

let desk, browser, page, seen, context
before(async () => {
  desk = await openDesk({ as: { ledger: true } })
  browser = await openBrowser()
  ;({ page, seen, context } = await openPage(browser, desk))
})
after(async () => {
  await context?.close()
  await browser?.close()
  desk?.close()
})
const rows = async (path) => (await (await fetch(desk.address + path)).json()).rows
const at = () => new URL(page.url()).pathname
const query = (name) => new URL(page.url()).searchParams.get(name)

/** On the article: a record is open, its words are marked, and the way back leads where we came from. */
async function readsTheSentence(sentence) {
  await page.waitForURL(/\/articles\//)
  await settled(page)
  await page.waitForSelector('article .open')
  const marked = await page.locator('article .open').allTextContents()
  const text = await page.locator('article.text').innerText()
  assert.ok(marked.length > 0 && marked.every((m) => m.trim() === '' || text.includes(m.trim())))
  if (sentence) assert.ok(text.replace(/\s+/g, ' ').includes(sentence.replace(/\s+/g, ' ').slice(0, 60)), `the article has “${sentence}”`)
  const inView = await page.locator('article .open').first().evaluate((e) => e.getBoundingClientRect().top < innerHeight && e.getBoundingClientRect().bottom > 0)
  assert.ok(inView, 'the words are in view')
}

test('dyad: a bar, the records behind it, the sentence, and back', async () => {
  await visit(page, desk, '/dyads/ARM-AZE')
  await page.locator('main svg a:has(.hit)').nth(2).click()
  await page.waitForSelector('.drawer .said')
  assert.match(query('why'), /^\/events\.json\?.*dyad=ARM-AZE/)
  const sentence = await page.locator('.drawer .said').first().innerText()
  await page.locator('.drawer a', { hasText: 'sentence in article' }).first().click()
  await readsTheSentence(sentence)
  await page.goBack()
  await settled(page)
  assert.equal(at(), '/dyads/ARM-AZE')
  await page.waitForSelector('.drawer .said')
  await page.keyboard.press('Escape')
  await page.waitForSelector('.drawer', { state: 'detached' })
})

test('timeline: a mark, its sentence, the article; dragging zooms and the address says so', async () => {
  await visit(page, desk, '/timeline')
  const mark = page.locator('main svg a').nth(20)
  await mark.focus()
  await page.keyboard.press('Enter')
  await page.waitForSelector('.chosen .said')
  assert.ok(query('at'))
  await page.locator('.chosen a', { hasText: 'in article' }).first().click()
  await readsTheSentence()
  await page.goBack()
  await settled(page)
  const box = await page.locator('main svg').first().boundingBox()
  const before = await page.locator('main svg a').count()
  await page.mouse.move(box.x + box.width * 0.45, box.y + box.height - 40)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height - 40, { steps: 4 })
  await page.mouse.up()
  await page.waitForFunction(() => new URL(location.href).searchParams.has('from'))
  await settled(page)
  const zoomed = await page.locator('main svg a').count()
  assert.ok(zoomed < before && zoomed > 0, `${before} marks, then ${zoomed}`)
})

test('map: a place, its events, why, the sentence', async () => {
  await visit(page, desk, '/map')
  const list = await page.locator('aside li').count()
  await page.locator('main svg a[aria-label^="Moscow"]').click()
  await page.waitForFunction(() => new URL(location.href).searchParams.get('place') === '@Moscow')
  const shown = await page.locator('aside li').count()
  assert.ok(shown > 0 && shown < list, `${list}, then ${shown}`)
  await page.locator('aside a', { hasText: 'why' }).first().click()
  await page.waitForURL(/\/events\//)
  await settled(page)
  await page.locator('a', { hasText: 'sentence in article' }).first().click()
  await readsTheSentence()
  // What is known to the country only is no point.
  const { features } = await (await fetch(desk.address + '/map.json?limit=500')).json()
  const vague = features.filter((f) => !f.geometry && f.properties.country === 'SAU').length
  await visit(page, desk, '/map')
  assert.equal(await page.locator('main svg a[aria-label^="Somewhere in Saudi Arabia"]').count(), vague ? 1 : 0)
  assert.equal(await page.locator('main svg a[aria-label^="Somewhere in Saudi Arabia"] circle').count(), 0)
})

test('network: a node, its ties, the records behind one, and the slider', async () => {
  await visit(page, desk, '/network')
  const all = await page.locator('section[aria-label=Ties] tbody tr').count()
  await page.locator('main svg a[aria-label^="Russia:"]').click()
  await page.waitForFunction(() => new URL(location.href).searchParams.get('node') === 'RUS')
  await settled(page)
  const few = await page.locator('section[aria-label=Ties] tbody tr').count()
  assert.ok(few > 0 && few < all)
  await page.locator('section[aria-label=Ties] a.figure-link').first().click()
  await page.waitForSelector('.drawer .said')
  await page.keyboard.press('Escape')
  await page.locator('input[type=range]').focus()
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowLeft')
  await settled(page)
  assert.match(query('to'), /^20(23|24)-/)
})

test('claims board: a certainty over time leads to its sentence', async () => {
  await visit(page, desk, '/claims')
  await page.locator('.track li.denied a').first().click()
  await readsTheSentence()
  await page.goBack()
  await settled(page)
  assert.equal(at(), '/claims')
  await page.locator('td a.figure-link').first().click()
  await page.waitForSelector('.drawer .said')
})

test('commitments and agenda lead to their words', async () => {
  await visit(page, desk, '/commitments')
  await page.locator('main svg a').first().click()
  await readsTheSentence()
  await visit(page, desk, '/agenda')
  await page.locator('main a', { hasText: 'sentence' }).first().click()
  await readsTheSentence()
})

test('overview: an open question and a figure lead to words', async () => {
  await visit(page, desk, '/')
  await page.locator('section[aria-label="Open questions"] a').first().click()
  await readsTheSentence()
  await page.goBack()
  await settled(page)
  await page.locator('section[aria-label="The last week against the norm"] a.figure-link').first().click()
  await page.waitForSelector('.drawer .said')
})

test('quotes, search and sources lead to articles', async () => {
  await visit(page, desk, '/quotes')
  await page.locator('main a', { hasText: 'sentence in article' }).first().click()
  await readsTheSentence()
  await visit(page, desk, '/search?q=corridor')
  await page.locator('.facet a').first().click()
  await settled(page)
  assert.ok(query('publisher'))
  await page.locator('main .records a').first().click()
  await page.waitForURL(/\/articles\//)
  await visit(page, desk, '/sources')
  await page.locator('main td a.figure-link').first().click()
  await page.waitForSelector('.drawer li')
})

test('reader: span to record and back, layers, size of the text', async () => {
  const article = (await rows('/articles.json?limit=100')).find((r) => /initial peace treaty/.test(r.title))
  await visit(page, desk, `/articles/${article.article_id}`)
  await page.locator('article a.on-events', { hasText: 'warned' }).click()
  await page.waitForSelector('.detail')
  assert.match(await page.textContent('.detail h2'), /THREATEN/)
  assert.ok((await page.locator('article .open').allTextContents()).includes('Iran'), 'who acts is marked too')
  await page.locator('.rows a', { hasText: 'Armenian officials' }).first().click()
  await page.waitForFunction(() => /Armenian officials/.test(document.querySelector('.detail h2').textContent))
  assert.ok((await page.locator('article .open').allTextContents()).join('').includes('would'))
  const before = await page.locator('article a.on-entities').count()
  await page.locator('button', { hasText: 'Entities' }).click()
  await page.waitForSelector('article a.on-entities')
  assert.equal(before, 0)
  assert.match(query('layers'), /entities/)
  const size = () => page.locator('article.text').evaluate((e) => getComputedStyle(e).fontSize)
  assert.equal(await size(), '18px')
  await page.getByLabel('Larger text').click()
  assert.equal(await size(), '19px')
  await page.getByLabel('Usual size of text').click()
  await page.getByLabel('Smaller text').click()
  assert.equal(await size(), '17px')
  assert.match(await page.textContent('.dateline'), /8 Aug 2025/)
})

test('keyboard: / ? Esc j k g, the skip link, and a focus that is seen', async () => {
  await visit(page, desk, '/events')
  await page.keyboard.press('/')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'search-words')
  await page.keyboard.type('corridor')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/search\?q=corridor/)
  await settled(page)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  const second = await page.evaluate(() => [...document.querySelectorAll('main [data-row]')].findIndex((r) => r.contains(document.activeElement)))
  assert.equal(second, 1)
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle)
  assert.equal(outline, 'solid')
  await page.keyboard.press('k')
  assert.equal(await page.evaluate(() => [...document.querySelectorAll('main [data-row]')].findIndex((r) => r.contains(document.activeElement))), 0)
  await page.keyboard.press('?')
  await page.waitForSelector('dialog[open]')
  await page.keyboard.press('Escape')
  await page.waitForSelector('dialog', { state: 'detached' })
  for (const [key, path] of [['d', '/dyads'], ['n', '/network'], ['m', '/map'], ['c', '/claims'], ['o', '/']]) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await page.waitForFunction((p) => location.pathname === p, path)
    await settled(page)
  }
  await visit(page, desk, '/events')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main')
})

test('the theme is switched and kept; as of goes along', async () => {
  await visit(page, desk, '/')
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await paper()
  const button = page.locator('button[aria-label^="Colours"]')
  await button.click()
  await button.click()
  assert.notEqual(await paper(), light)
  await page.reload()
  await settled(page)
  assert.notEqual(await paper(), light)
  await button.click()
  await page.locator('input[type=date]').first().fill('2023-06-30')
  await page.locator('input[type=date]').first().dispatchEvent('change')
  await page.waitForFunction(() => new URL(location.href).searchParams.get('as_of') === '2023-06-30')
  await page.locator('nav a', { hasText: 'Articles' }).click()
  await settled(page)
  assert.equal(query('as_of'), '2023-06-30')
  const days = await rows('/articles.json?as_of=2023-06-30&limit=1000')
  assert.equal(await page.locator('main tbody tr').count(), days.length)
  assert.ok(days.length < 40)
})

test('a chart is taken along as CSV, SVG and PNG, and has its table', async () => {
  await visit(page, desk, '/dyads/ARM-AZE')
  const take = async (name) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.chart .controls button', { hasText: name }).first().click()])
    return readFileSync(await download.path())
  }
  const csv = (await take('CSV')).toString()
  assert.match(csv, /^from,to,events,/)
  const shown = (await (await fetch(desk.address + '/dyads/ARM-AZE.json?by=month')).json()).series.points
  assert.equal(csv.trim().split('\r\n').length, shown.length + 1)
  const svg = (await take('SVG')).toString()
  assert.match(svg, /<svg[^>]+xmlns/)
  assert.doesNotMatch(svg, /class=/)
  const png = await take('PNG')
  assert.equal(png.subarray(1, 4).toString(), 'PNG')
  assert.ok(png.length > 5_000)
  await page.locator('.chart summary').first().click()
  assert.equal(await page.locator('.chart table tbody tr').count(), shown.length)
})

test('every data address that a page shows answers', async () => {
  const dead = []
  for (const path of ['/', '/changes', '/alerts', '/timeline', '/map', '/dyads', '/dyads/ARM-AZE', '/actors', '/actors/ARM', '/network', '/events', '/claims', '/agenda', '/commitments', '/quotes', '/negotiations', '/forecasts', '/precedents', '/articles', '/search?q=corridor', '/sources', '/about']) {
    await visit(page, desk, path)
    const links = await page.locator('a:not(svg a)').evaluateAll((all) => all.map((a) => a.href).filter((h) => /\.(json|csv|geojson)$/.test(new URL(h, location.href).pathname)))
    for (const link of new Set(links)) {
      const answer = await fetch(link)
      if (!answer.ok) dead.push(`${path}: ${link} ${answer.status}`)
    }
  }
  assert.deepEqual(dead, [])
})

test('a figure is the number of records behind it', async () => {
  const wrong = []
  let n = 0
  for (const path of ['/', '/dyads', '/actors', '/network', '/agenda', '/sources', '/dyads/ARM-AZE']) {
    await visit(page, desk, path)
    const figures = await page.locator('main a.figure-link, main svg a:has(.hit)').evaluateAll((all) =>
      all.map((a) => {
        const told = /: (\d+) events/.exec(a.getAttribute('aria-label') ?? '')
        return { text: a.querySelector('.hit') ? (told?.[1] ?? '') : a.textContent.trim(), href: a.getAttribute('href'), label: a.getAttribute('aria-label') }
      }),
    )
    for (const f of figures.filter((f) => /^\d+$/.test(f.text) && new URLSearchParams(f.href.split('?')[1]).has('why')).slice(0, 14)) {
      await page.evaluate((to) => {
        history.pushState(null, '', to)
        dispatchEvent(new PopStateEvent('popstate'))
      }, f.href)
      await page.waitForFunction((why) => document.querySelector('.drawer code')?.textContent.startsWith(why) && document.querySelector('.drawer [data-count], .drawer .state') && !document.querySelector('.drawer [aria-busy=true]'), new URLSearchParams(f.href.split('?')[1]).get('why').split('#')[0])
      const shown = await page.evaluate(() => Number(document.querySelector('.drawer [data-count]')?.dataset.count ?? 0))
      n++
      if (shown !== Number(f.text)) wrong.push(`${path}: ${f.label ?? f.href} says ${f.text}, behind it are ${shown}`)
    }
  }
  assert.ok(n > 50, `only ${n} figures were followed`)
  assert.deepEqual(wrong, [])
})

test('nothing went wrong on the way', () => {
  assert.deepEqual(seen.outside, [])
  assert.deepEqual(seen.console, [])
  assert.deepEqual(seen.dialogs, [])
})
