// Shapes on the globe that the data does not hold: circles of uncertainty and bent ways of movements.
import type { Feature, LineString, Point, Polygon, Position } from 'geojson'

const EARTH_KM = 6371
const rad = (degrees: number) => (degrees * Math.PI) / 180
const deg = (radians: number) => (radians * 180) / Math.PI

/** The ring of all points `km` from a point. */
export function circle([lon, lat]: Position, km: number): Position[] {
  const reach = km / EARTH_KM
  const [x, y] = [rad(lon ?? 0), rad(lat ?? 0)]
  return Array.from({ length: 65 }, (_, i) => {
    const bearing = rad((i % 64) * (360 / 64))
    const v = Math.asin(Math.sin(y) * Math.cos(reach) + Math.cos(y) * Math.sin(reach) * Math.cos(bearing))
    const u = x + Math.atan2(Math.sin(bearing) * Math.sin(reach) * Math.cos(y), Math.cos(reach) - Math.sin(y) * Math.sin(v))
    return [deg(u), deg(v)]
  })
}

/** Areas of the points that are known only to within a radius. */
export function areas(points: Feature<Point>[]): Feature<Polygon>[] {
  return points.flatMap((point) => {
    const km = Number(point.properties?.['radius_km'] ?? 0)
    if (!(km > 0)) return []
    return [{ type: 'Feature' as const, properties: point.properties, geometry: { type: 'Polygon' as const, coordinates: [circle(point.geometry.coordinates, km)] } }]
  })
}

/** A movement as a bent line through its stations, so that there and back do not lie on each other. */
export function bent(line: Feature<LineString>): Feature<LineString> {
  const way = line.geometry.coordinates
  const out: Position[] = []
  for (let i = 0; i + 1 < way.length; i++) {
    const [ax = 0, ay = 0] = way[i] ?? []
    const [bx = 0, by = 0] = way[i + 1] ?? []
    const [mx, my] = [(ax + bx) / 2 + (by - ay) * 0.12, (ay + by) / 2 - (bx - ax) * 0.12]
    for (let s = i === 0 ? 0 : 1; s <= 24; s++) {
      const t = s / 24
      out.push([(1 - t) ** 2 * ax + 2 * (1 - t) * t * mx + t ** 2 * bx, (1 - t) ** 2 * ay + 2 * (1 - t) * t * my + t ** 2 * by])
    }
  }
  return { ...line, geometry: { type: 'LineString', coordinates: out.length > 1 ? out : way } }
}

/** West, south, east, north of points with their areas; null of none. */
export function bounds(points: Feature<Point>[]): [number, number, number, number] | null {
  if (points.length === 0) return null
  const box: [number, number, number, number] = [180, 90, -180, -90]
  for (const point of points) {
    const [x = 0, y = 0] = point.geometry.coordinates
    const reach = Number(point.properties?.['radius_km'] ?? 0) / 111
    box[0] = Math.min(box[0], x - reach)
    box[1] = Math.min(box[1], y - reach)
    box[2] = Math.max(box[2], x + reach)
    box[3] = Math.max(box[3], y + reach)
  }
  return box
}
