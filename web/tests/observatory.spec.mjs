// The whole observatory in a browser, as its users go through it: both languages, with scripts and without. The archive
// holds the reports of examples/reports and a few hostile ones.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { accessibility, browser, faultsOf, overflow, picture, web } from './browser.mjs'
import { addReviewer, run, scratch, serve } from './server.mjs'

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

let chrome
let server
let space
before(async () => {
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

/** The incident of the fall of Raqqa: the one whose figures disagree. */
async function raqqa(lang) {
  const { features } = await answer(`/api/v1/incidents.geojson?lang=${lang}&from=2017-10-01&to=2017-10-31&limit=500`)
  const there = features.filter((f) => Math.abs(f.geometry.coordinates[0] - 39.01) < 0.2 && Math.abs(f.geometry.coordinates[1] - 35.95) < 0.2)
  assert.ok(there.length > 0, 'an incident at Raqqa')
  return there.sort((a, b) => b.properties.reports - a.properties.reports)[0]
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
    await evidence(page, lang, wanted.properties.id)
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
      await evidence(page, lang, wanted.properties.id)
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
async function evidence(page, lang, id) {
  await page.waitForURL(new RegExp(`/${lang}/incidents/${id}`))
  const table = page.locator('[data-testid=figures]')
  const text = (await table.innerText()).replaceAll(/[٬,]/g, '')
  assert.match(text, /6000/, 'the envoy’s figure')
  assert.match(text, /3250/, 'the observatory’s figure')
  assert.match(text, /ماكغورك/)
  assert.match(text, /المرصد السوري/)
  const quotes = await page.locator('[data-testid=evidence]').innerText()
  assert.match(quotes, /6000 إرهابي على الأقل/, 'the very words')
}
