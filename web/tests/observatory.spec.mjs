// The whole observatory in a browser, as its users go through it: both languages, with scripts and without. The archive
// holds the reports of examples/reports and a few hostile ones.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test as check } from 'node:test'
import { promisify } from 'node:util'
import { accessibility, browser, faultsOf, overflow, picture, web, withoutMap } from './browser.mjs'
import { addReviewer, run, scratch, serve, serves } from './server.mjs'

// Never the kind that waits: a server of this process must go on answering.
const program = promisify(execFile)
const PASSWORD = 'a long enough pass phrase'
const MANY = 'س'.repeat(1_000_000)
const HOSTILE = [
  { id: 'hostile-markup', title: '<script>alert(1)</script>"><img src=x onerror=alert(2)>', source: '<b>وكالة</b> "x" onmouseover="alert(3)', published: '2019-05-01T10:00:00Z', url: 'javascript:alert(4)', text: 'قتل خمسة جنود الأربعاء في انفجار بمدينة الرقة، وقال المتحدث باسم <script>alert(5)</script> الشرطة إن عشرة أصيبوا.' },
  { id: 'hostile-bidi', title: '\u202eمقلوب\u2066 عنوان', source: 'وكالة \u202e المنارة', published: '2019-05-02T10:00:00Z', text: 'قتل \u202eستة جنود\u202c الخميس في قصف على مدينة الرقة، بحسب الشرطة.' },
  { id: 'hostile-long', title: `قتل سبعة ${MANY.slice(0, 5000)}`, source: 'وكالة', published: '2019-05-03T10:00:00Z', text: `قتل سبعة جنود الجمعة في قصف على مدينة الرقة. ${MANY}` },
]
const LANGS = {
  ar: { raqqa: 'الرقة' },
  en: { raqqa: 'Raqqa' },
}

// A program from before the server has nothing to try.
const ready = serves()
const test = (name, ...rest) => check(name, { skip: ready ? false : 'this program has no serve', timeout: 120_000 }, rest.at(-1))

let chrome
let server
let space
before(async () => {
  if (!ready) return
  space = scratch()
  const examples = join(web, '..', 'examples', 'reports')
  const reports = readdirSync(examples).filter((name) => /-20\d+(-\d+)?\.json$/.test(name)).map((name) => join(examples, name))
  const hostile = join(space.folder, 'hostile')
  mkdirSync(hostile)
  for (const report of HOSTILE) writeFileSync(join(hostile, `${report.id}.json`), JSON.stringify(report))
  run(['ingest', '--archive', space.archive, ...reports, hostile])
  addReviewer(space.archive, 'reviewer', PASSWORD)
  server = await serve({ archive: space.archive, rate: 0 })
  chrome = await browser()
})
after(async () => {
  await chrome?.close()
  await server?.close()
  space?.clear()
})

const contexts = new Map()
async function open(path, options = {}) {
  const key = JSON.stringify(options)
  if (!contexts.has(key)) contexts.set(key, await chrome.context(options))
  const page = await contexts.get(key).newPage()
  page.setDefaultTimeout(12_000)
  page.faults = faultsOf(page)
  page.on('dialog', (dialog) => { page.faults.push(`a dialog opened: ${dialog.message()}`); return dialog.dismiss() })
  await page.goto(server.address + path)
  return page
}
const mapReady = (page) => page.waitForSelector('[data-island=map][data-state=ready]', { timeout: 25_000 })
const answer = async (path) => (await fetch(server.address + path)).json()

/** The incident at Raqqa whose figures disagree, as a point, with those figures. */
const known = new Map()
async function raqqa(lang) {
  if (known.has(lang)) return known.get(lang)
  const { features } = await answer(`/api/v1/incidents.geojson?lang=${lang}&from=2017-10-01&to=2017-10-31&limit=500`)
  const there = features.filter((f) => Math.abs(f.geometry.coordinates[0] - 39.01) < 0.2 && Math.abs(f.geometry.coordinates[1] - 35.95) < 0.2)
  for (const point of there) {
    const { figures } = await answer(`/api/v1/incidents/${point.properties.id}/figures?lang=${lang}`)
    const [observatory, envoy] = [3250, 6000].map((low) => figures.find((figure) => figure.measure === 'killed' && figure.low === low))
    if (observatory && envoy) {
      known.set(lang, { ...point, figures: [observatory, envoy] })
      return known.get(lang)
    }
  }
  throw new Error(`none of ${there.length} incidents at Raqqa holds both figures`)
}

for (const lang of ['ar', 'en']) {
  test(`${lang}: from the overview by map to the incident and its evidence`, async () => {
    const wanted = await raqqa(lang)
    const page = await open(`/${lang}/`)
    await mapReady(page)
    await picture(page, `overview-${lang}`, { fullPage: true })
    await page.locator('[data-island=map] .canvas').scrollIntoViewIfNeeded()
    await page.evaluate((at) => document.querySelector('[data-island=map]').view.jumpTo({ center: at, zoom: 9 }), wanted.geometry.coordinates)
    await page.waitForTimeout(800)
    const at = await page.evaluate((lonLat) => {
      const island = document.querySelector('[data-island=map]')
      const frame = island.querySelector('.canvas').getBoundingClientRect()
      const point = island.view.project(lonLat)
      return { x: frame.left + point.x, y: frame.top + point.y }
    }, wanted.geometry.coordinates)
    await page.mouse.click(at.x, at.y)
    await page.locator(`.maplibregl-popup a[href$="${wanted.properties.id}"]`).click()
    await evidence(page, lang, wanted)
    await mapReady(page)
    await picture(page, `incident-${lang}`, { fullPage: true })
    assert.deepEqual(page.faults.filter((fault) => !fault.includes('favicon')), [])
    await page.close()
  })

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with scripts' : 'without scripts'
    test(`${lang}, ${how}: by search to the incident and its evidence`, async () => {
      const wanted = await raqqa(lang)
      const page = await open(`/${lang}/`, { javaScriptEnabled })
      await page.locator('[data-testid=find] [name=q]').fill(LANGS.ar.raqqa)
      await page.locator('[data-testid=find] [name=q]').press('Enter')
      await page.waitForURL(/search/)
      await page.locator('[data-testid=results] a[href*="/reports/"]').first().waitFor()
      // Via the list of incidents with the same words.
      await page.goto(`${server.address}/${lang}/incidents?q=${encodeURIComponent(LANGS.ar.raqqa)}&from=2017-10&to=2017-10`)
      await page.locator(`[data-incident="${wanted.properties.id}"] a.incident-link`).click()
      await evidence(page, lang, wanted)
      if (!javaScriptEnabled) await picture(page, `incident-${lang}-no-script`, { fullPage: true })
      await page.close()
    })
  }

  test(`${lang}: without scripts, the drawn map leads to the incident`, async () => {
    const wanted = await raqqa(lang)
    const page = await open(`/${lang}/incidents?from=2017-10-17&to=2017-10-20`, { javaScriptEnabled: false })
    const links = page.locator('svg.map-svg a')
    assert.ok((await links.count()) > 0)
    await picture(page, `incidents-${lang}-no-script`, { fullPage: true })
    const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? link.href?.baseVal))
    let found = false
    for (const href of new Set(hrefs)) {
      await page.goto(new URL(href, server.address).href)
      if (await page.locator(`[data-incident="${wanted.properties.id}"]`).count()) { found = true; break }
    }
    assert.ok(found, `one of ${hrefs}`)
    await page.close()
  })
}

/** Both figures stand there, each with its chain and its very words. */
async function evidence(page, lang, wanted) {
  await page.waitForURL(new RegExp(`/${lang}/incidents/${wanted.properties.id}`))
  for (const figure of wanted.figures) {
    const row = page.locator(`[data-testid=figures] tr[data-figure="${figure.n}"]`)
    const text = await row.innerText()
    assert.match(text.replaceAll(/[٬,]/g, ''), new RegExp(String(figure.low)))
    assert.ok(text.includes(figure.text), `the very words: ${figure.text}`)
    assert.ok(figure.chain.length > 0)
    for (const link of figure.chain) assert.ok(text.includes(typeof link === 'string' ? link : link.text), `a link of its chain: ${JSON.stringify(link)}`)
  }
  assert.ok((await page.locator('[data-testid=evidence] .quote mark').count()) > 0, 'quotes with the words marked')
}

/** Logs in as the reviewer, in a browser profile of its own. */
async function desk(lang, options = {}) {
  const context = await chrome.context(options)
  const page = await context.newPage()
  page.setDefaultTimeout(12_000)
  await page.goto(`${server.address}/${lang}/login`)
  await page.locator('[data-testid=login] [name=name]').fill('reviewer')
  await page.locator('[data-testid=login] [name=password]').fill(PASSWORD)
  await page.locator('[data-testid=login] button').click()
  await page.locator('[data-testid=account]').waitFor()
  return { context, page }
}

for (const lang of ['ar', 'en']) {
  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'by selecting words' : 'without scripts'
    test(`${lang}: a reviewer corrects a claim ${how}, sees the history and takes it back`, async () => {
      const wanted = await raqqa(lang)
      const { context, page } = await desk(lang, { javaScriptEnabled })
      await page.goto(`${server.address}/${lang}/incidents/${wanted.properties.id}`)
      await page.locator('[data-testid=evidence] article h3 a').first().click()
      await page.locator('[data-testid=fields]').waitFor()
      const before = await page.locator('[data-testid=fields]').innerText()
      await page.locator('[data-testid=review-link]').first().click()
      if (javaScriptEnabled) await page.waitForSelector('[data-island=review][data-state=ready]')
      const field = page.locator('fieldset.field[data-field="roles-0"]')
      // The title's first three words: they stand in the report, and are not what the coder read.
      const words = (await page.locator('#report-text').innerText()).trim().split(/\s+/).slice(0, 3).join(' ')
      if (javaScriptEnabled) {
        await field.locator('input[name$=".text"]').focus()
        await page.evaluate((wish) => {
          const text = document.querySelector('#report-text')
          const at = text.textContent.indexOf(wish)
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
          const point = (offset) => {
            walker.currentNode = text
            let seen = 0
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
              if (seen + node.data.length >= offset) return [node, offset - seen]
              seen += node.data.length
            }
            return [text, 0]
          }
          getSelection().setBaseAndExtent(...point(at), ...point(at + wish.length))
          text.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }))
        }, words)
        await page.waitForFunction((wish) => document.querySelector('[name="roles-0.text"]').value === wish, words)
        await picture(page, `review-${lang}`, { fullPage: true })
      } else {
        await field.locator('input[name$=".text"]').fill(words)
      }
      await page.locator('[data-testid=correct]').click()
      await page.waitForURL(/\/claims\//)
      assert.ok((await page.locator('[data-testid=fields]').innerText()).includes(words))
      const history = page.locator('[data-testid=history-rows] tbody tr')
      assert.match(await history.first().innerText(), /reviewer/)
      await picture(page, `claim-${lang}`, { fullPage: true })
      await page.locator('[data-testid=undo]').first().click()
      await page.waitForLoadState()
      assert.equal(await page.locator('[data-testid=fields]').innerText(), before, 'as it was')
      assert.ok((await history.count()) >= 2, 'the history keeps both')
      await context.close()
    })
  }
}

test('what one exports is read by pandas and geopandas, with source, quote, offsets and rule', async () => {
  const folder = join(space.folder, 'exports')
  mkdirSync(folder)
  const page = await open('/en/incidents?from=2017-10&to=2017-10', { acceptDownloads: true })
  for (const [name, link] of [['incidents.csv', 'CSV'], ['incidents.geojson', 'GeoJSON']]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.downloads a', { hasText: new RegExp(`^${link}$`) }).click()])
    await download.saveAs(join(folder, name))
  }
  await page.close()
  const xlsx = await fetch(`${server.address}/api/v1/export?format=xlsx&from=2017-10&to=2017-10`)
  if (xlsx.ok) writeFileSync(join(folder, 'incidents.xlsx'), Buffer.from(await xlsx.arrayBuffer()))
  const python = join(web, '.venv', 'bin', 'python')
  const read = JSON.parse((await program(python, [join(web, 'tests', 'read_exports.py'), folder], { maxBuffer: 1 << 26 })).stdout)
  assert.ok(read.rows > 0)
  for (const column of [/source|outlet/, /quote|words|text/, /start/, /end/, /rule/, /lexicon/, /prec/]) {
    assert.ok(read.columns.some((name) => column.test(name)), `a column like ${column} among ${read.columns}`)
  }
  assert.equal(read.formulas, 0, 'no cell that a spreadsheet would run')
  assert.match(read.text, /الرقة/)
  assert.ok(read.features > 0)
  assert.match(read.crs, /4326|CRS84/)
  assert.ok(read.kinds.includes('Point'))
})

/** A page of every kind. */
async function everyPage(lang) {
  const wanted = await raqqa(lang)
  const found = new Map([
    ['overview', `/${lang}/`], ['incidents', `/${lang}/incidents`], ['incident', `/${lang}/incidents/${wanted.properties.id}`],
    ['filtered', `/${lang}/incidents?q=${encodeURIComponent('الرقة')}&grade=confirmed`], ['nothing', `/${lang}/incidents?q=zzzz`],
    ['reports', `/${lang}/reports`], ['actors', `/${lang}/actors`], ['places', `/${lang}/places`], ['sources', `/${lang}/sources`],
    ['search', `/${lang}/search?q=${encodeURIComponent('الرقة')}`], ['method', `/${lang}/method`], ['login', `/${lang}/login`], ['missing', `/${lang}/incidents/none`],
  ])
  const first = async (name, from, pattern) => {
    const html = await (await fetch(server.address + found.get(from))).text()
    const match = pattern.exec(html)
    assert.ok(match, `a link to a ${name} on ${found.get(from)}`)
    found.set(name, match[1].replaceAll('&amp;', '&'))
  }
  await first('report', 'incident', new RegExp(`href="(/${lang}/reports/[^"#?]+)`))
  await first('claim', 'incident', new RegExp(`href="(/${lang}/claims/[^"#?]+)`))
  await first('actor', 'actors', new RegExp(`href="(/${lang}/actors/[^"#?]+)`))
  await first('place', 'incident', new RegExp(`href="(/${lang}/places/[^"#?]+)`)).catch(() => first('place', 'incidents', new RegExp(`href="(/${lang}/places/[^"#?]+)`)))
  await first('source', 'sources', new RegExp(`href="(/${lang}/sources/[^"#?]+)`))
  return found
}

/** Pages whose map is waited for; on the others it is not even fetched, for it takes a second each. */
const MAPPED = new Set(['overview', 'incident'])

for (const [lang, size] of [['ar', 'wide'], ['en', 'wide'], ['ar', 'narrow'], ['en', 'narrow']]) {
  test(`${lang}, ${size}: every page is accessible, fits its window and says nothing wrong`, async () => {
    const options = size === 'wide' ? {} : { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }
    const { context, page } = await desk(lang, options)
    await withoutMap(context, () => MAPPED.has(page.kind))
    // Two of the four are looked at whole, the others for what depends on language and width together.
    const whole = (lang === 'ar') === (size === 'wide')
    const wrong = []
    const faults = faultsOf(page)
    const pages = await everyPage(lang)
    for (const name of ['review', 'history', 'account']) pages.set(name, `/${lang}/${name}`)
    pages.set('correct', pages.get('claim').replace('/claims/', '/review/'))
    for (const [name, path] of pages) {
      page.kind = name
      await page.goto(server.address + path)
      if (MAPPED.has(name)) await mapReady(page)
      if (whole) for (const fault of await accessibility(page)) wrong.push(`${path}: ${fault}`)
      const over = await overflow(page)
      if (over > 0) wrong.push(`${path}: wider than its window by ${over}`)
      for (const fault of faults.splice(0)) if (!(name === 'missing' && fault.includes('404'))) wrong.push(`${path}: ${fault}`)
      if (whole) await picture(page, `${name}-${lang}-${size}`, { fullPage: true })
    }
    await context.close()
    assert.deepEqual(wrong, [])
  })
}

test('the first page weighs at most 150 kB without the map, in either language', async () => {
  for (const lang of ['ar', 'en']) {
    const context = await chrome.context()
    const page = await context.newPage()
    const client = await context.newCDPSession(page)
    await client.send('Network.enable')
    const names = new Map()
    let total = 0
    client.on('Network.requestWillBeSent', ({ requestId, request }) => names.set(requestId, request.url))
    client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const url = names.get(requestId) ?? ''
      if (!/\/static\/(map|map-worker)\.js|\/static\/base\/|\.geojson/.test(url)) total += encodedDataLength
    })
    await page.goto(`${server.address}/${lang}/`)
    await page.waitForLoadState('networkidle').catch(() => {})
    assert.ok(total > 20_000 && total <= 150_000, `${lang}: ${total} bytes`)
    await context.close()
  }
})

test('hostile titles and words stay words on every page that shows them', async () => {
  const wrong = []
  const context = await chrome.context()
  await withoutMap(context)
  const page = await context.newPage()
  const faults = faultsOf(page)
  page.on('dialog', (dialog) => { faults.push(`a dialog opened: ${dialog.message()}`); return dialog.dismiss() })
  for (const lang of ['ar', 'en']) {
    const paths = new Set([`/${lang}/`, `/${lang}/incidents?from=2019-05&to=2019-05`, `/${lang}/reports?from=2019-05&to=2019-05`, `/${lang}/search?q=${encodeURIComponent('جنود الرقة')}`, `/${lang}/sources`])
    for (const path of [...paths]) {
      const html = await (await fetch(server.address + path)).text()
      for (const [, link] of html.matchAll(new RegExp(`href="(/${lang}/(?:incidents|reports|claims|sources)/[^"#?]+)"`, 'g'))) if (paths.size < 16) paths.add(link.replaceAll('&amp;', '&'))
    }
    for (const path of paths) {
      await page.goto(server.address + path)
      const found = await page.evaluate(() => ({
        scripts: [...document.scripts].filter((s) => !s.src.startsWith(location.origin)).length,
        handlers: document.querySelectorAll('[onerror],[onmouseover],[onclick],[onload]').length,
        images: document.querySelectorAll('img').length,
        links: [...document.querySelectorAll('a[href]')].filter((a) => /^(javascript|data):/i.test(a.getAttribute('href'))).length,
        overrides: /[\u202a-\u202e\u2066-\u2069]/.test(document.body.textContent),
      }))
      for (const [what, bad] of Object.entries(found)) if (bad) wrong.push(`${path}: ${what} ${bad}`)
      for (const fault of faults.splice(0)) wrong.push(`${path}: ${fault}`)
      if ((await overflow(page)) > 0) wrong.push(`${path}: wider than its window`)
    }
  }
  await context.close()
  assert.deepEqual(wrong, [])
})
