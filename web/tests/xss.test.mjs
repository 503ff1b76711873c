// Payloads in every field that a stranger can fill, recorded through real articles and shown in every view: none runs.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openBrowser, openDesk, openPage, settled, visit } from './desk.mjs'
import { PAYLOADS } from './payloads.mjs'

let desk, browser, folder
const escape = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

/** A page of an outlet that means harm: the payload, written as text, in every field. */
function hostilePage(payload, n) {
  const e = escape(payload)
  const day = `2024-0${1 + (n % 9)}-1${n % 10}`
  return `<!doctype html><html lang="en"><head><title>${e}</title>
<link rel="canonical" href="https://hostile-${n}.example/${encodeURIComponent(payload)}">
<meta property="og:title" content="Minister ${e} met envoys"><meta property="og:site_name" content="Outlet ${e}"><meta name="author" content="${e}">
<meta property="article:published_time" content="${day}T08:00:00Z"></head><body><article><h1>Minister ${e} met envoys</h1>
<p>The foreign minister of Chile, ${e}, met the president of Peru in Lima on Monday and signed an agreement on the ${e} corridor.</p>
<p>“We will open the ${e} road by May 1,” Minister ${e} said. Peru denied on Tuesday that the ${e} treaty was signed. Chile promised to return prisoners to Peru by June 30.</p>
<p>The next round will discuss the border, ${e} and energy. It is not known when ${e} will meet the delegation of Peru.</p></article></body></html>`
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'legation-xss-'))
  // A page is a file of its own; several hundred would take long to record, so most payloads come as lines.
  PAYLOADS.forEach((p, n) => n % 8 === 0 && writeFileSync(join(folder, `page-${n}.html`), hostilePage(p, n)))
  const lines = PAYLOADS.map((p, n) =>
    JSON.stringify({
      id: `hostile-${n}`, published: `2024-0${1 + (n % 9)}-1${n % 10}`, title: `Minister ${p} met envoys`, publisher: `Outlet ${p}`, url: n % 2 ? `https://h${n}.example/${p}` : p,
      text: `The foreign minister of Chile, ${p}, met the president of Peru in Lima on Monday.\n\n“We will open the ${p} road,” Minister ${p} said. Peru denied that it had signed the ${p} treaty. Chile promised to return ${p} to Peru by June 30.\n\nThe ministers will discuss the border, ${p} and energy.`,
    }),
  )
  writeFileSync(join(folder, 'lines.jsonl'), lines.join('\n') + '\n')
  // Two versions of one page, so that the comparison has something to compare.
  for (const [n, word] of [['a', 'opened'], ['b', 'closed']])
    writeFileSync(join(folder, `version-${n}.html`), hostilePage(PAYLOADS[5], 990).replace('</article>', `<p>The road was ${word} ${escape(PAYLOADS[6])}.</p></article>`))
  desk = await openDesk({ inputs: [folder] })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  desk?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

/** A page on which anything that runs is seen. */
async function trap() {
  const opened = await openPage(browser, desk)
  await opened.context.addInitScript(() => {
    window.__hits = []
    window.__ran = (n) => window.__hits.push(n)
  })
  return opened
}

/** What has run, and what of the payloads has become an element. */
const caught = (page) =>
  page.evaluate(() => ({
    hits: window.__hits,
    elements: [...document.querySelectorAll('#desk iframe, #desk object, #desk embed, #desk script, #desk img, #desk video, #desk audio, #desk marquee, #desk style, #desk link, #desk base, #desk meta, #desk math, #desk foreignObject, #desk animate, #desk image, #desk use')].map((e) => e.outerHTML.slice(0, 100)),
    handlers: [...document.querySelectorAll('#desk *')].flatMap((e) => [...e.attributes].filter((a) => a.name.startsWith('on')).map((a) => `${e.tagName} ${a.name}`)),
    addresses: [...document.querySelectorAll('#desk [href], #desk [src], #desk [action], #desk [formaction]')].map((e) => e.getAttribute('href') ?? e.getAttribute('src') ?? '').filter((a) => !/^(\/(?!\/)|\?|#)/.test(a)),
  }))

const clean = (found, where) => {
  assert.deepEqual(found.hits, [], `${where}: ran`)
  assert.deepEqual(found.elements, [], `${where}: became elements`)
  assert.deepEqual(found.handlers, [], `${where}: became handlers`)
  assert.deepEqual(found.addresses, [], `${where}: became addresses`)
}

test('the trap works: a page that does set text as HTML is caught', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.addInitScript(() => {
    window.__hits = []
    window.__ran = (n) => window.__hits.push(n)
  })
  await page.goto('about:blank')
  for (const payload of PAYLOADS.slice(0, 200)) await page.evaluate((p) => document.body.appendChild(document.createElement('div')).setHTMLUnsafe?.(p) ?? 0, payload)
  await page.waitForTimeout(300)
  const hits = new Set(await page.evaluate(() => window.__hits))
  assert.ok(hits.size >= 40, `only ${hits.size} payloads ran where they should`)
  await context.close()
})

test('payloads in articles: every view, none runs', async () => {
  assert.ok(PAYLOADS.length >= 200)
  const { page, seen, context } = await trap()
  const get = async (path) => (await (await fetch(desk.address + path)).json()).rows
  const articles = await get('/articles.json?limit=1000')
  const all = articles.map((a) => a.title).join('\n')
  const shown = PAYLOADS.filter((p) => all.includes(p.replace(/[\0-\x1f]/g, ' ').trim().slice(0, 12)))
  assert.ok(shown.length >= 200, `only ${shown.length} payloads came into the archive`)
  const views = ['/', '/timeline', '/map', '/dyads', '/dyads/CHL-PER', '/actors', '/actors/CHL', '/network', '/events?limit=1000', '/claims?limit=1000', '/agenda', '/commitments', '/quotes', '/articles?limit=1000', '/search?q=minister&limit=1000', '/sources', '/about', '/events?why=/events.json?limit=500']
  for (const view of views) {
    await visit(page, desk, view)
    await page.waitForTimeout(30)
    clean(await caught(page), view)
  }
  // The reader (half of the articles, still more than two hundred), without loading the desk anew for each.
  await visit(page, desk, '/articles')
  const read = await page.evaluate(async (ids) => {
    let n = 0
    for (const id of ids) {
      history.pushState(null, '', `/articles/${id}?layers=entities,events,claims,certainty,agenda`)
      dispatchEvent(new PopStateEvent('popstate'))
      for (let tries = 0; tries < 400; tries++) {
        await new Promise((done) => setTimeout(done, 10))
        if (!document.querySelector('main .head')?.textContent.includes(id) || !document.querySelector('article.text p')) continue
        n++
        break
      }
    }
    return n
  }, articles.filter((_, n) => n % 2 === 0).map((a) => a.article_id))
  assert.ok(read >= 200 && read === Math.ceil(articles.length / 2), `${read} of ${articles.length} articles were opened`)
  clean(await caught(page), 'the reader')
  for (const actor of (await get('/actors.json?limit=40')).slice(0, 15)) {
    await visit(page, desk, `/actors/${encodeURIComponent(actor.actor)}`)
    clean(await caught(page), actor.actor)
  }
  await visit(page, desk, `/events/${(await get('/events.json?limit=1'))[0].event_id}`)
  clean(await caught(page), 'an event')
  assert.deepEqual(seen.outside, [])
  assert.deepEqual(seen.dialogs, [])
  assert.deepEqual(seen.console.filter((line) => /Content Security Policy|TrustedHTML|Refused/.test(line)), [], 'the policy had to stop something')
  await context.close()
})

test('versions are compared as text', async () => {
  const { page, context } = await trap()
  const rows = (await (await fetch(desk.address + '/articles.json?limit=1000')).json()).rows
  const one = rows.find((r) => r.url?.startsWith('https://hostile-990.example/'))
  await visit(page, desk, `/articles/${one.article_id}`)
  await page.waitForSelector('.diff ins')
  assert.match((await page.locator('.diff ins').allTextContents()).join(' '), /closed/)
  assert.match(await page.textContent('.diff'), /__ran\(5\)/)
  clean(await caught(page), 'versions')
  await context.close()
})

test('payloads in addresses: echoed as text, none runs', async () => {
  const { page, seen, context } = await trap()
  await visit(page, desk, '/search')
  const views = PAYLOADS.map((payload, n) => {
    const p = encodeURIComponent(payload)
    return [`/search?q=${p}`, `/events?actor=${p}&why=${p}`, `/timeline?at=${p}&from=${p}`, `/map?place=${p}`, `/about?of=${p}`, `/network?node=${p}`, `/articles/${p}`, `/dyads/${p}`, `/${p}`, `/claims?words=${p}&as_of=${p}`][n % 10]
  })
  for (let from = 0; from < views.length; from += 20) {
    const echoed = await page.evaluate(async (some) => {
      let n = 0
      for (const view of some) {
        history.pushState(null, '', view)
        dispatchEvent(new PopStateEvent('popstate'))
        // Until the page stands and its answers, or problems, are there.
        for (let tries = 0; tries < 200; tries++) {
          await new Promise((done) => setTimeout(done, 15))
          if (document.querySelector('main h1') && !document.querySelector('[aria-busy=true], main [role=status]')) break
        }
        if (document.body.innerText.includes('__ran(') || [...document.querySelectorAll('input')].some((i) => i.value.includes('__ran('))) n++
      }
      return n
    }, views.slice(from, from + 20))
    assert.ok(echoed >= 4, `only ${echoed} of twenty addresses were echoed: nothing was tried`)
    clean(await caught(page), views[from])
  }
  await settled(page)
  clean(await caught(page), 'the last address')
  assert.deepEqual(seen.outside, [])
  assert.deepEqual(seen.dialogs, [])
  await context.close()
})
