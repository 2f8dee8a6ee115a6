// The map island. Takes the server's GeoJSON (`data-src`), gives a map with clusters, areas of uncertainty and arrows of
// movements, tied to the list on the page: pointing at one marks the other. With `data-filter`, moving the map filters.
// What the server drew stays in place where the browser cannot draw a map.
import type { Feature, FeatureCollection, LineString, Point } from 'geojson'
import { GeoJSONSource, Map as View, NavigationControl, Popup, ScaleControl, setWorkerUrl, type MapGeoJSONFeature, type MapMouseEvent } from 'maplibre-gl'
import { count, counted, day, say } from './locale'
import { areas, bent, bounds } from './map/shapes'
import { arrow, style, TOUCHABLE, type Data } from './map/style'
import { filter, incidentsAddress, isolated, json, make, stepBehind } from './page'

/** Where to look when nothing says otherwise: from Tunis to Tehran. */
const HOME: [number, number, number, number] = [8, 11, 62, 40]
const files = new URL(/* @vite-ignore */ '.', import.meta.url)
setWorkerUrl(new URL('map-worker.js', files).href)

interface Parts { all: FeatureCollection; points: Feature<Point>[]; data: Data }

export async function map(element: HTMLElement): Promise<void> {
  if (!document.createElement('canvas').getContext('webgl2')) return
  const follows = element.dataset.filter === '1'
  // Letters are drawn by the browser: its font must be there before the first name is.
  const fonts = Promise.all(['12px "Marsad Sans"', '600 12px "Marsad Sans"'].map((font) => document.fonts.load(font, 'اa1'))).catch(() => [])
  let parts = await read(element, follows)
  await fonts
  const clustered = !parts.points.some((point) => point.properties?.['kind'] === 'place')

  const canvas = make('div', { class: 'canvas' })
  const frame = make('div', { class: 'live-map', 'data-testid': 'live-map' }, canvas)
  element.append(frame)
  const view = new View({
    container: canvas,
    style: style(new URL('base/', files).href, parts.data, clustered),
    attributionControl: { compact: false },
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxPitch: 0,
    minZoom: 1.5,
    maxZoom: 13,
    renderWorldCopies: false,
    fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200,
    bounds: startBox(element, parts.points),
    fitBoundsOptions: { padding: { top: 48, bottom: 48, left: 60, right: 60 }, maxZoom: clustered ? 8 : 9 },
    locale: {
      'Map.Title': say('mapLabel'),
      'NavigationControl.ZoomIn': say('zoomIn'),
      'NavigationControl.ZoomOut': say('zoomOut'),
      'CooperativeGesturesHandler.WindowsHelpText': say('scrollHint'),
      'CooperativeGesturesHandler.MacHelpText': say('scrollHintMac'),
      'CooperativeGesturesHandler.MobileHelpText': say('touchHint'),
    },
  })
  view.touchZoomRotate.disableRotation()
  view.keyboard.disableRotation()
  const side = document.documentElement.dir === 'rtl' ? 'left' : 'right'
  view.addControl(new NavigationControl({ showCompass: false }), `top-${side}`)
  view.addControl(new ScaleControl({ maxWidth: 90 }), side === 'left' ? 'bottom-right' : 'bottom-left')
  await view.once('load')
  view.addImage('arrow', arrow(), { pixelRatio: 1.6 })
  stepBehind(element)
  frame.classList.remove('server')
  frame.append(legend(parts))
  Object.assign(element, { view }) // For the console and for tests.

  link(view, parts)
  pointing(view)
  if (document.body.dataset.page === 'overview' || follows) boxes(view, frame, follows)

  element.addEventListener('renew', async () => {
    parts = await read(element, follows)
    for (const name of ['points', 'areas', 'ways'] as const) source(view, name)?.setData(parts.data[name])
    link(view, parts)
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    view.setStyle(style(new URL('base/', files).href, parts.data, clustered), { diff: true })
    if (view.hasImage('arrow')) view.updateImage('arrow', arrow())
  })
  await view.once('idle')
}

const source = (view: View, name: string): GeoJSONSource | undefined => {
  const found = view.getSource(name)
  return found instanceof GeoJSONSource ? found : undefined
}

async function read(element: HTMLElement, follows: boolean): Promise<Parts> {
  const address = new URL(element.dataset.src ?? '', location.href)
  // The map itself is the box: what lies outside must be there when one moves on.
  if (follows) address.searchParams.delete('bbox')
  const all = await json<FeatureCollection>(address.pathname + address.search)
  const points = all.features.filter((f): f is Feature<Point> => f.geometry?.type === 'Point')
  const ways = all.features.filter((f): f is Feature<LineString> => f.geometry?.type === 'LineString')
  const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })
  return { all, points, data: { points: collection(points), areas: collection(areas(points)), ways: collection(ways.map(bent)) } }
}

function startBox(element: HTMLElement, points: Feature<Point>[]): [number, number, number, number] {
  const given = (new URL(location.href).searchParams.get('bbox') ?? element.dataset.bbox ?? '').split(',').map(Number)
  const [w, s, e, n] = given
  if (given.length === 4 && w !== undefined && s !== undefined && e !== undefined && n !== undefined && given.every(Number.isFinite) && w < e && s < n) {
    return [w, Math.max(-85, s), e, Math.min(85, n)]
  }
  return bounds(points) ?? HOME
}

function legend(parts: Parts): HTMLElement {
  const entry = (kind: string, text: string) => make('li', {}, make('i', { class: `k-${kind}`, 'aria-hidden': 'true' }), text)
  const list = make('ul', { class: 'map-legend' }, entry('point', say('place')))
  if (parts.data.areas.features.length > 0) list.append(entry('area', say('area')))
  if (parts.data.ways.features.length > 0) list.append(entry('move', say('movement')))
  const line = entry('disputed', say('disputed'))
  line.title = say('bordersNote')
  list.append(line)
  return list
}

const items = (id: string) => document.querySelectorAll<HTMLElement>(`[data-incident="${CSS.escape(id)}"]`)
let marked: string | null = null

function mark(view: View, id: string | null): void {
  if (id === marked) return
  for (const [key, on] of [[marked, false], [id, true]] as const) {
    if (key === null) continue
    view.setFeatureState({ source: 'points', id: key }, { on })
    for (const item of items(key)) item.classList.toggle('on', on)
  }
  marked = id
}

/** From the list to the map. Listens on the whole document, because the list is swapped while one filters. */
let listening: { view: View; places: Map<string, Feature<Point>> } | null = null

function link(view: View, parts: Parts): void {
  const places = new Map(parts.points.map((point) => [String(point.properties?.['id']), point]))
  if (listening) { listening.places = places; listening.view = view; return }
  listening = { view, places }
  let halo: Popup | null = null
  const at = (event: Event) => (event.target instanceof Element ? event.target.closest<HTMLElement>('[data-incident]')?.dataset.incident : undefined)
  const show = (event: Event) => {
    const id = at(event)
    if (!listening || !id || !listening.places.has(id)) return
    mark(listening.view, id)
    const point = listening.places.get(id)
    const [x = 0, y = 0] = point?.geometry.coordinates ?? []
    halo?.remove()
    // The point may be inside a cluster: a note shows where it is all the same.
    if (point && listening.view.getBounds().contains([x, y])) {
      halo = new Popup({ closeButton: false, focusAfterOpen: false, offset: 12, className: 'quiet' }).setLngLat([x, y])
        .setDOMContent(note(point.properties ?? {}, false)).addTo(listening.view)
    }
  }
  const hide = () => { halo?.remove(); halo = null; if (listening) mark(listening.view, null) }
  document.addEventListener('mouseover', (event) => (at(event) ? show(event) : undefined))
  document.addEventListener('mouseout', (event) => {
    const to = event.relatedTarget instanceof Element ? event.relatedTarget.closest('[data-incident]') : null
    if (at(event) && !to) hide()
  })
  document.addEventListener('focusin', show)
  document.addEventListener('focusout', (event) => { if (at(event)) hide() })
}

/** What a point or a way says: a link, its kind, its days. */
function note(properties: Record<string, unknown>, linked: boolean): HTMLElement {
  const text = (key: string) => (properties[key] === undefined || properties[key] === null ? '' : String(properties[key]))
  const label = isolated(text('label') || text('place') || text('id'))
  const address = text('url')
  const head = linked && address.startsWith('/') ? make('a', { href: address }, label) : make('b', {}, label)
  const facts: (Node | string)[] = []
  if (text('place') && text('place') !== text('label')) facts.push(isolated(text('place')))
  if (text('from')) facts.push(text('to') && text('to') !== text('from') ? `${day(text('from'))} – ${day(text('to'))}` : day(text('from')))
  if (text('reports')) facts.push(counted(Number(text('reports')), 'report'))
  if (Number(text('radius_km')) > 0) facts.push(`± ${count(Math.round(Number(text('radius_km'))))} km`)
  const line = make('p', { class: 'muted' })
  facts.forEach((fact, i) => line.append(...(i ? [' · '] : []), fact))
  return make('div', { dir: document.documentElement.dir || 'ltr' }, make('p', {}, head), facts.length > 0 ? line : null)
}

/** From the map to the list: hover marks, click opens. */
function pointing(view: View): void {
  const popup = new Popup({ offset: 12, maxWidth: '19rem', closeButton: false })
  const hovering = new Popup({ offset: 12, maxWidth: '19rem', closeButton: false, closeOnClick: false, focusAfterOpen: false })
  const top = (event: MapMouseEvent): MapGeoJSONFeature | undefined => view.queryRenderedFeatures(event.point, { layers: TOUCHABLE })[0]

  view.on('mousemove', (event) => {
    const found = top(event)
    view.getCanvas().style.cursor = found ? 'pointer' : ''
    const id = found?.layer.id === 'points' ? String(found.properties['id'] ?? '') : null
    mark(view, id || null)
    if (found && found.layer.id !== 'clusters' && !popup.isOpen()) hovering.setLngLat(event.lngLat).setDOMContent(note(found.properties, false)).addTo(view)
    else hovering.remove()
  })
  view.getCanvas().addEventListener('mouseleave', () => { hovering.remove(); mark(view, null) })
  view.on('click', (event) => {
    const found = top(event)
    if (!found) return
    hovering.remove()
    if (found.layer.id === 'clusters') { void open(view, popup, found); return }
    const place = found.geometry.type === 'Point' ? (found.geometry.coordinates as [number, number]) : event.lngLat
    popup.setLngLat(place).setDOMContent(note(found.properties, true)).addTo(view)
    const item = items(String(found.properties['id'] ?? ''))[0]
    item?.scrollIntoView({ block: 'nearest' })
  })
}

/** A cluster: nearer, until its points part; points of one place are listed. */
async function open(view: View, popup: Popup, cluster: MapGeoJSONFeature): Promise<void> {
  const points = source(view, 'points')
  if (!points || cluster.geometry.type !== 'Point') return
  const id = Number(cluster.properties['cluster_id'])
  const centre = cluster.geometry.coordinates as [number, number]
  const leaves = await points.getClusterLeaves(id, 30, 0)
  const same = leaves.every((leaf) => leaf.geometry.type === 'Point' && leaves[0]?.geometry.type === 'Point' && String(leaf.geometry.coordinates) === String(leaves[0].geometry.coordinates))
  const zoom = await points.getClusterExpansionZoom(id)
  if (!same && zoom <= 11) {
    view.easeTo({ center: centre, zoom: Math.min(11, zoom + 0.2), duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 400 }, { originalEvent: {} })
    return
  }
  const list = make('ol')
  for (const leaf of leaves) list.append(make('li', {}, note(leaf.properties ?? {}, true)))
  if (Number(cluster.properties['point_count']) > leaves.length) list.append(make('li', { class: 'muted' }, say('more')))
  popup.setLngLat(centre).setDOMContent(make('div', { dir: document.documentElement.dir || 'ltr' }, list)).addTo(view)
}

/** The box of the map as a filter: at once where `follows`, else by a link. */
function boxes(view: View, frame: HTMLElement, follows: boolean): void {
  const box = () => {
    const edges = view.getBounds()
    return [Math.max(-180, edges.getWest()), Math.max(-90, edges.getSouth()), Math.min(180, edges.getEast()), Math.min(90, edges.getNorth())]
      .map((value) => value.toFixed(2)).join(',')
  }
  const bar = make('div', { class: 'map-bar' })
  frame.append(bar)
  if (!follows) {
    const link = make('a', { href: incidentsAddress({ bbox: box() }), 'data-testid': 'in-box' }, say('inBox'))
    bar.append(link)
    view.on('moveend', () => link.setAttribute('href', incidentsAddress({ bbox: box() })))
    return
  }
  const switched = make('input', { type: 'checkbox', checked: '', 'data-testid': 'follow' })
  const all = make('button', { type: 'button', class: 'quiet', 'data-testid': 'clear-box' }, say('clearBox'))
  all.hidden = !new URL(location.href).searchParams.has('bbox')
  bar.append(make('label', {}, switched, ' ', say('follow')), all)
  let wait = 0
  view.on('moveend', (event: { originalEvent?: unknown }) => {
    // Only where a person moved it: opening the page or turning the telephone is no wish to filter.
    if (!event.originalEvent || !switched.checked) return
    clearTimeout(wait)
    wait = window.setTimeout(() => { all.hidden = false; void filter({ bbox: box() }) }, 350)
  })
  all.addEventListener('click', () => {
    all.hidden = true
    void filter({ bbox: null })
  })
}
