// MapLibre's style: takes the page's colours and the data, gives base map and layers. No glyph files: letters are
// drawn from the page's own font, Arabic too.
import type { FeatureCollection } from 'geojson'
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { lang, locale } from '../locale'

const FONT = ['Marsad Sans']

export interface Data { points: FeatureCollection; areas: FeatureCollection; ways: FeatureCollection }

/** The layers that answer to pointer and click. */
export const TOUCHABLE = ['points', 'clusters', 'ways']

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

export function style(base: string, data: Data, clustered: boolean): StyleSpecification {
  return {
    version: 8,
    sources: {
      land: { type: 'geojson', data: `${base}land.json`, tolerance: 0.5 },
      borders: { type: 'geojson', data: `${base}borders.json`, attribution: 'Natural Earth, GeoNames' },
      regions: { type: 'geojson', data: `${base}regions.json` },
      labels: { type: 'geojson', data: `${base}labels.json` },
      areas: { type: 'geojson', data: data.areas },
      ways: { type: 'geojson', data: data.ways },
      points: { type: 'geojson', data: data.points, promoteId: 'id', cluster: clustered, clusterRadius: 38, clusterMaxZoom: 11 },
    },
    layers: [...ground(), ...names(), ...evidence(clustered)],
  }
}

function ground(): LayerSpecification[] {
  const edge = colour('edge')
  return [
    { id: 'water', type: 'background', paint: { 'background-color': colour('water') } },
    { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': colour('land'), 'fill-outline-color': colour('line') } },
    { id: 'coast', type: 'line', source: 'land', paint: { 'line-color': edge, 'line-width': 0.5, 'line-opacity': 0.5 } },
    {
      id: 'regions', type: 'line', source: 'regions', minzoom: 4.2, filter: ['==', ['get', 'kind'], 'region'],
      paint: { 'line-color': edge, 'line-width': 0.7, 'line-opacity': ['interpolate', ['linear'], ['zoom'], 4.2, 0, 5.5, 0.55] },
    },
    {
      id: 'borders', type: 'line', source: 'borders', filter: ['==', ['get', 'kind'], 'agreed'],
      layout: { 'line-join': 'round' }, paint: { 'line-color': edge, 'line-width': ['interpolate', ['linear'], ['zoom'], 2, 0.6, 7, 1.6] },
    },
    ...['borders', 'regions'].map((source): LayerSpecification => ({
      id: `disputed-${source}`, type: 'line', source, filter: ['==', ['get', 'kind'], 'disputed'],
      paint: { 'line-color': edge, 'line-width': ['interpolate', ['linear'], ['zoom'], 2, 0.8, 7, 1.8], 'line-dasharray': [3, 2.4] },
    })),
  ]
}

function names(): LayerSpecification[] {
  const label = (id: string, kind: string, size: number, minzoom: number, opacity: number): LayerSpecification => ({
    id, type: 'symbol', source: 'labels', minzoom,
    // The less a place weighs, the nearer one must be to read its name.
    filter: ['all', ['==', ['get', 'kind'], kind], ['<=', ['get', 'rank'], ['step', ['zoom'], 1, 2.6, 2, 3.6, 3, 4.4, 4, 5.3, 5, 6.3, 6, 7.2, 7]]],
    layout: {
      'text-field': ['get', lang], 'text-font': FONT, 'text-size': size, 'text-padding': 4, 'text-max-width': 8, 'symbol-sort-key': ['get', 'rank'],
    },
    paint: { 'text-color': colour('soft'), 'text-opacity': opacity, 'text-halo-color': colour('land'), 'text-halo-width': 1.3 },
  })
  return [label('name-region', 'region', 11, 5.8, 0.9), label('name-town', 'town', 11.5, 4.4, 1), label('name-country', 'country', 13, 2, 1)]
}

function evidence(clustered: boolean): LayerSpecification[] {
  // Over a whole region the areas of all that is only known by country would hide it.
  const minzoom = clustered ? 4.6 : 0
  const [accent, warn, sheet, ink] = [colour('accent'), colour('warn'), colour('sheet'), colour('ink')]
  const on: ['boolean', ['feature-state', string], false] = ['boolean', ['feature-state', 'on'], false]
  const fuzzy: ['>', ['to-number', ['get', 'radius_km'], 0], 0] = ['>', ['to-number', ['get', 'radius_km'], 0], 0]
  return [
    { id: 'areas', type: 'fill', source: 'areas', minzoom, paint: { 'fill-color': accent, 'fill-opacity': 0.09 } },
    { id: 'areas-edge', type: 'line', source: 'areas', minzoom, paint: { 'line-color': accent, 'line-width': 1.2, 'line-opacity': 0.65, 'line-dasharray': [2, 2] } },
    { id: 'ways', type: 'line', source: 'ways', layout: { 'line-cap': 'round' }, paint: { 'line-color': warn, 'line-width': 2.5 } },
    {
      id: 'arrows', type: 'symbol', source: 'ways',
      layout: { 'symbol-placement': 'line', 'symbol-spacing': 90, 'icon-image': 'arrow', 'icon-allow-overlap': true, 'icon-size': 1, 'icon-rotation-alignment': 'map' },
    },
    {
      id: 'clusters', type: 'circle', source: 'points', filter: ['has', 'point_count'],
      paint: {
        'circle-color': accent, 'circle-stroke-color': sheet, 'circle-stroke-width': 2, 'circle-opacity': 0.94,
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'point_count']], 1, 11, 4, 15, 12, 24, 40, 36],
      },
    },
    {
      id: 'cluster-count', type: 'symbol', source: 'points', filter: ['has', 'point_count'],
      layout: { 'text-field': ['number-format', ['get', 'point_count'], { locale }], 'text-font': FONT, 'text-size': 14, 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': colour('accent-ink') },
    },
    {
      // A ring where the place is only known to an area, a disc where it is known.
      id: 'points', type: 'circle', source: 'points', filter: ['!', ['has', 'point_count']],
      paint: {
        'circle-radius': ['case', on, 9.5, 6.5],
        'circle-color': ['case', on, warn, fuzzy, sheet, accent],
        'circle-stroke-color': ['case', on, ink, fuzzy, accent, sheet],
        'circle-stroke-width': ['case', fuzzy, 2.4, 2],
      },
    },
    {
      id: 'point-names', type: 'symbol', source: 'points', filter: ['all', ['!', ['has', 'point_count']], ['has', 'kind']],
      layout: {
        'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 13, 'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 0.9, 'text-max-width': 9,
      },
      paint: { 'text-color': ink, 'text-halo-color': sheet, 'text-halo-width': 2 },
    },
  ]
}

/** The head of an arrow, drawn here because a strict page loads no sprite. */
export function arrow(): ImageData {
  const side = 26
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = side
  const pen = canvas.getContext('2d')
  if (!pen) return new ImageData(side, side)
  pen.fillStyle = colour('warn')
  pen.beginPath()
  pen.moveTo(side - 3, side / 2)
  pen.lineTo(5, 4)
  pen.lineTo(10, side / 2)
  pen.lineTo(5, side - 4)
  pen.closePath()
  pen.fill()
  return pen.getImageData(0, 0, side, side)
}
