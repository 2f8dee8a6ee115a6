// The islands alone, over fixed pages: what each does with pointer, keyboard and the server's data.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessibility, browser, faultsOf, fixtures, overflow, picture, withoutMap } from './browser.mjs'

let chrome
let server
let context
before(async () => {
  chrome = await browser()
  server = await fixtures()
  context = await chrome.context()
})
after(async () => {
  server?.close()
  await chrome?.close()
})

async function open(path, { map = false } = {}) {
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const faults = faultsOf(page)
  page.faults = () => faults.filter((fault) => !fault.includes('favicon'))
  await page.goto(server.address + path)
  if (map) await page.waitForSelector('[data-island=map][data-state=ready]', { timeout: 20_000 })
  return page
}

/** Where on the screen a place of the map is. */
const spot = (page, at) => page.evaluate((lonLat) => {
  const island = document.querySelector('[data-island=map]')
  const frame = island.querySelector('.canvas').getBoundingClientRect()
  const point = island.view.project(lonLat)
  return { x: frame.left + point.x, y: frame.top + point.y }
}, at)

test('the map draws under the strict policy and takes the place of the drawn one', async () => {
  const page = await open('/ar/overview', { map: true })
  assert.equal(await page.locator('[data-island=map] .maplibregl-canvas').count(), 1)
  assert.equal(await page.locator('[data-island=map] svg.map-svg').isVisible(), false)
  assert.deepEqual(page.faults(), [])
  await page.close()
})

test('pointing at the list marks the point on the map, and the other way round', async () => {
  const page = await open('/en/overview', { map: true })
  await page.locator('[data-incident=i1]').hover()
  await page.waitForFunction(() => document.querySelector('[data-island=map]').view.getFeatureState({ source: 'points', id: 'i1' }).on === true)
  const at = await spot(page, [35.5, 33.9])
  await page.mouse.move(at.x - 60, at.y + 60)
  await page.mouse.move(at.x, at.y, { steps: 4 })
  await page.waitForSelector('[data-incident=i1].on')
  await page.mouse.click(at.x, at.y)
  const link = page.locator('.maplibregl-popup a')
  assert.equal(await link.getAttribute('href'), '/en/incidents/i1')
  await page.close()
})

test('incidents of one place are listed by a click on their cluster', async () => {
  const page = await open('/en/overview', { map: true })
  await page.evaluate(() => document.querySelector('[data-island=map]').view.jumpTo({ center: [39.01, 35.95], zoom: 8 }))
  await page.waitForFunction(() => document.querySelector('[data-island=map]').view.areTilesLoaded())
  await page.waitForTimeout(400)
  const at = await spot(page, [39.01, 35.95])
  await page.mouse.click(at.x, at.y)
  await page.waitForSelector('.maplibregl-popup li')
  assert.deepEqual(await page.locator('.maplibregl-popup a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))), ['/en/incidents/i3', '/en/incidents/i4'])
  await page.close()
})

test('moving the map filters list and address', async () => {
  const page = await open('/ar/incidents', { map: true })
  assert.equal(await page.locator('.incident').count(), 5)
  const at = await spot(page, [37, 35])
  await page.mouse.move(at.x, at.y)
  await page.keyboard.down('Control')
  for (let i = 0; i < 8; i++) { await page.mouse.wheel(0, -240); await page.waitForTimeout(60) }
  await page.keyboard.up('Control')
  await page.waitForFunction(() => new URL(location.href).searchParams.has('bbox'), null, { timeout: 10_000 })
  await page.waitForFunction(() => document.querySelectorAll('.incident').length < 5)
  assert.equal(await page.locator('[data-incident=i5]').count(), 0, 'Aden lies outside')
  const box = new URL(page.url()).searchParams.get('bbox').split(',').map(Number)
  assert.equal(box.length, 4)
  assert.ok(box[0] < box[2] && box[1] < box[3])
  await page.locator('[data-testid=clear-box]').click()
  await page.waitForFunction(() => document.querySelectorAll('.incident').length === 5)
  assert.ok(!new URL(page.url()).searchParams.has('bbox'))
  await page.close()
})

test('a place known to within a radius is an area; a movement is a bent line with its stations', async () => {
  const page = await open('/en/incident', { map: true })
  const drawn = await page.evaluate(() => {
    const { view } = document.querySelector('[data-island=map]')
    const count = (layer) => view.queryRenderedFeatures({ layers: [layer] }).length
    return { areas: count('areas'), ways: count('ways'), points: count('points'), disputed: view.getLayer('disputed-borders').type, dash: view.getPaintProperty('disputed-borders', 'line-dasharray') }
  })
  assert.ok(drawn.areas >= 1 && drawn.ways >= 1, JSON.stringify(drawn))
  assert.equal(drawn.points, 3)
  assert.ok(drawn.dash)
  await picture(page, 'island-movement')
  await page.close()
})

test('brushing the timeline filters by days, both ways of reading', async () => {
  for (const lang of ['ar', 'en']) {
    const page = await open(`/${lang}/incidents`)
    await page.waitForSelector('[data-testid=brush] .bar')
    await page.locator('[data-testid=brush] svg').scrollIntoViewIfNeeded()
    const frame = await page.locator('[data-testid=brush] svg').boundingBox()
    // The first third of time: on the right in Arabic, on the left in English.
    const [from, to] = lang === 'ar' ? [frame.x + frame.width - 3, frame.x + frame.width * 0.68] : [frame.x + 3, frame.x + frame.width * 0.32]
    await page.mouse.move(from, frame.y + 50)
    await page.mouse.down()
    await page.mouse.move(to, frame.y + 50, { steps: 6 })
    await page.mouse.up()
    await page.waitForFunction(() => new URL(location.href).searchParams.has('from'))
    const query = new URL(page.url()).searchParams
    assert.equal(query.get('from'), '2017-01-01')
    assert.equal(query.get('to'), '2017-12-28')
    await page.waitForFunction(() => document.querySelectorAll('.incident').length === 2)
    assert.equal(await page.locator('form.filter [name=from]').inputValue(), '2017-01-01')
    assert.deepEqual(page.faults(), [])
    await page.close()
  }
})

test('a claim and its words light up together', async () => {
  const page = await open('/ar/report')
  const on = (selector) => page.locator(`${selector}.on`).allTextContents()
  await page.locator('mark', { hasText: 'خمسة جنود' }).hover()
  assert.equal(await page.locator('#c-c1.on').count(), 1)
  assert.deepEqual(await on('mark'), ['قُتل', 'خمسة جنود', 'الجمعة'])
  await page.locator('#c-c2').hover()
  assert.deepEqual(await on('mark'), ['بلدية المدينة', '40 أسرة', 'غادرت', 'الجنوب'])
  await page.locator('mark', { hasText: 'الجنوب' }).click()
  assert.ok(page.url().endsWith('#c-c2'))
  await page.mouse.move(5, 5)
  assert.equal(await page.locator('#c-c2.on').count(), 1, 'a click holds')
  await page.locator('#c-c1 a').focus()
  assert.deepEqual(await on('mark'), ['قُتل', 'خمسة جنود', 'الجمعة'])
  await page.close()
})

test('words selected in the report fill the field in focus, counted in code points', async () => {
  const page = await open('/en/review')
  await page.locator('[name="agent-0.text"]').focus()
  const select = (words) => page.evaluate((wanted) => {
    const text = document.querySelector('#report-text')
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.indexOf(wanted)
      if (at < 0) continue
      getSelection().setBaseAndExtent(node, at, node, at + wanted.length)
      text.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }))
      return
    }
    throw new Error('no such words')
  }, words)
  await select(' القديم')
  await page.waitForFunction(() => document.querySelector('[name="agent-0.text"]').value !== '')
  const value = (name) => page.locator(`[name="${name}"]`).inputValue()
  const whole = await page.locator('#report-text').textContent()
  const points = [...whole]
  assert.equal(await value('agent-0.text'), 'القديم', 'without the space')
  assert.equal(points.slice(Number(await value('agent-0.start')), Number(await value('agent-0.end'))).join(''), 'القديم', 'the dove before it is one code point')
  // Without a field in focus, a bar offers all.
  await page.keyboard.press('Escape')
  await select('40 أسرة')
  await page.locator('.take-bar button', { hasText: 'target' }).click()
  assert.equal(await value('target-0.text'), '40 أسرة')
  assert.equal(await value('agent-0.text'), 'القديم', 'the other field is as it was')
  await page.close()
})

test('a figure tells its words and chain, and marks its row', async () => {
  const page = await open('/en/incident')
  await page.waitForTimeout(300)
  await page.locator('.chart-svg [data-figure="1"] circle').hover()
  assert.match(await page.locator('#tip').textContent(), /3250.*وكالة.*→.*مرصد/s)
  assert.equal(await page.locator('tr[data-figure="1"].on').count(), 1)
  await page.locator('.chain-svg .node-root').first().hover()
  assert.equal(await page.locator('tr[data-figure="1"].on').count(), 1)
  await page.close()
})

test('new reports show without a reload', async () => {
  const page = await open('/en/overview', { map: true })
  while (server.listeners.size === 0) await page.waitForTimeout(50)
  server.send({ reports: 124, incidents: 44, stamp: 7 })
  await page.waitForSelector('[data-island=live] a', { state: 'visible' })
  assert.deepEqual(page.faults(), [])
  await page.close()
})

test('hostile titles stay words', async () => {
  for (const lang of ['ar', 'en']) {
    const page = await open(`/${lang}/overview`, { map: true })
    let alerted = false
    page.on('dialog', (dialog) => { alerted = true; return dialog.dismiss() })
    await page.locator('[data-incident=i5]').hover()
    await page.waitForSelector('.maplibregl-popup')
    const at = await spot(page, [45.03, 12.8])
    await page.mouse.move(at.x, at.y, { steps: 3 })
    await page.mouse.click(at.x, at.y)
    await page.waitForTimeout(200)
    assert.equal(alerted, false)
    assert.equal(await page.locator('.maplibregl-popup img, .maplibregl-popup script').count(), 0)
    assert.match(await page.locator('.maplibregl-popup bdi').first().textContent(), lang === 'ar' ? /<script>/ : /<img/)
    await page.close()
  }
})

test('360 pixels are wide enough, by day and by night, and nothing is hard to read', async () => {
  for (const scheme of ['light', 'dark']) {
    const narrow = await chrome.context({ viewport: { width: 360, height: 740 }, colorScheme: scheme })
    await withoutMap(narrow)
    const page = await narrow.newPage()
    for (const lang of ['ar', 'en']) {
      for (const name of ['overview', 'incidents', 'incident', 'report', 'review']) {
        await page.goto(`${server.address}/${lang}/${name}`)
        await page.waitForTimeout(150)
        assert.ok((await overflow(page)) <= 0, `${lang}/${name} is wider than the window`)
        assert.deepEqual(await accessibility(page), [], `${lang}/${name} ${scheme}`)
      }
    }
    await narrow.close()
  }
})

test('without scripts the drawings of the server stay', async () => {
  const plain = await chrome.context({ javaScriptEnabled: false })
  const page = await plain.newPage()
  await page.goto(`${server.address}/ar/overview`)
  assert.equal(await page.locator('svg.map-svg').isVisible(), true)
  assert.equal(await page.locator('svg.timeline-svg').isVisible(), true)
  await plain.close()
})
