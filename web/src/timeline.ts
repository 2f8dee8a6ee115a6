// The timeline island: bars of incidents over time, and a brush that sets `from` and `to`. Takes the server's bins
// (`/api/v1/incidents/timeline`), gives a drawing in place of the server's. Time runs the way the page is read.
import { draw, filter, incidentsAddress, json, make, stepBehind } from './page'
import { counted, day, say } from './locale'
import { hideTip, showTip } from './tip'

interface Bin { from: string; to: string; incidents: number; url?: string }
interface Bins { unit: 'day' | 'month' | 'year'; bins: Bin[] }

const HEIGHT = 128
const FOOT = 20
const HEAD = 14

export async function timeline(element: HTMLElement): Promise<void> {
  if (!element.dataset.src) return
  const rtl = document.documentElement.dir === 'rtl'
  let { unit, bins } = await json<Bins>(element.dataset.src)
  if (bins.length === 0) return
  stepBehind(element)

  const svg = draw('svg', { role: 'img', 'aria-label': say('timeline') })
  const chosenText = make('span', {}, say('brushHint'))
  const showButton = make('button', { type: 'button' }, say('show'))
  const clearButton = make('button', { type: 'button', class: 'quiet' }, say('clear'))
  const controls = make('p', { class: 'controls' }, chosenText, showButton, clearButton)
  const box = make('div', { class: 'brush', 'data-testid': 'brush' }, svg, controls)
  element.append(box)

  const follows = element.dataset.filter === '1'
  const query = new URL(location.href).searchParams
  let chosen: [number, number] | null = indexes(query.get('from'), query.get('to'))

  function indexes(from: string | null, to: string | null): [number, number] | null {
    if (!from && !to) return null
    const first = bins.findIndex((bin) => !from || bin.to >= from)
    const last = bins.findLastIndex((bin) => !to || bin.from <= to)
    return first < 0 || last < first ? null : [first, last]
  }

  // Drawn in the screen's own pixels, so that letters stay as large as those of the page.
  let width = 720
  const step = () => width / bins.length
  const xOf = (i: number) => (rtl ? width - (i + 1) * step() : i * step())
  const at = (event: PointerEvent): number => {
    const frame = svg.getBoundingClientRect()
    const share = (event.clientX - frame.left) / frame.width
    return Math.max(0, Math.min(bins.length - 1, Math.floor((rtl ? 1 - share : share) * bins.length)))
  }

  function paint(): void {
    svg.replaceChildren()
    width = Math.max(200, box.clientWidth)
    svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`)
    const most = Math.max(1, ...bins.map((bin) => bin.incidents))
    const room = HEIGHT - FOOT - HEAD
    if (chosen) {
      const left = Math.min(xOf(chosen[0]), xOf(chosen[1]))
      svg.append(draw('rect', { class: 'window', x: left, y: HEAD - 6, width: (chosen[1] - chosen[0] + 1) * step(), height: room + 6 }))
    }
    bins.forEach((bin, i) => {
      if (bin.incidents === 0) return
      const height = Math.max(2, (bin.incidents / most) * room)
      const gap = step() > 5 ? 1 : 0
      const bar = draw('rect', { class: 'bar', x: xOf(i) + gap / 2, y: HEIGHT - FOOT - height, width: Math.max(1, Math.min(step() - gap, 44)), height, rx: step() > 6 ? 1.5 : 0 })
      if (chosen && (i < chosen[0] || i > chosen[1])) bar.classList.add('out')
      svg.append(bar)
    })
    svg.append(draw('line', { class: 'axis', x1: 0, x2: width, y1: HEIGHT - FOOT + .5, y2: HEIGHT - FOOT + .5 }))
    ticks()
    const peak = draw('text', { x: rtl ? width : 0, y: 10, 'text-anchor': 'start' })
    peak.textContent = counted(most, 'incident')
    svg.append(peak)
    showButton.hidden = chosen === null || follows
    clearButton.hidden = chosen === null
    chosenText.textContent = chosen ? rangeText(chosen) : say('brushHint')
  }

  function ticks(): void {
    const each = Math.ceil(bins.length / Math.max(2, Math.floor(width / 95)))
    for (let i = 0; i < bins.length; i += each) {
      const bin = bins[i]
      if (!bin) continue
      const label = draw('text', { x: xOf(i) + (rtl ? step() : 0), y: HEIGHT - 4, 'text-anchor': 'start' })
      label.textContent = day(unit === 'year' ? bin.from.slice(0, 4) : unit === 'month' ? bin.from.slice(0, 7) : bin.from)
      if (i === 0 || width - i * step() > 80) svg.append(label)
    }
  }

  function rangeText([first, last]: [number, number]): string {
    const within = bins.slice(first, last + 1)
    const total = within.reduce((sum, bin) => sum + bin.incidents, 0)
    return `${say('from')} ${day(bins[first]?.from ?? '')} ${say('to')} ${day(bins[last]?.to ?? '')}: ${counted(total, 'incident')}`
  }

  const changes = () => ({ from: chosen ? bins[chosen[0]]?.from ?? null : null, to: chosen ? bins[chosen[1]]?.to ?? null : null })

  let start: number | null = null
  svg.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    svg.setPointerCapture(event.pointerId)
    start = at(event)
    chosen = [start, start]
    paint()
  })
  svg.addEventListener('pointermove', (event) => {
    const here = at(event)
    if (start !== null) {
      chosen = start <= here ? [start, here] : [here, start]
      paint()
    } else {
      const bin = bins[here]
      if (bin) showTip(svg, bin.from === bin.to ? day(bin.from) : `${day(bin.from)} – ${day(bin.to)}`, `: ${counted(bin.incidents, 'incident')}`)
    }
  })
  svg.addEventListener('pointerleave', hideTip)
  svg.addEventListener('pointerup', () => {
    if (start === null) return
    start = null
    hideTip()
    if (follows) void filter(changes())
  })
  svg.addEventListener('pointercancel', () => { start = null })
  showButton.addEventListener('click', () => location.assign(incidentsAddress(changes())))
  clearButton.addEventListener('click', () => {
    chosen = null
    paint()
    if (follows) void filter({ from: null, to: null })
  })
  element.addEventListener('renew', async () => {
    // The bars stay those of the whole time, so that the brush can be moved on: only other filters count.
    const source = new URL(element.dataset.src ?? '', location.href)
    source.searchParams.delete('from')
    source.searchParams.delete('to')
    const keep = chosen ? changes() : null
    ;({ unit, bins } = await json<Bins>(source.pathname + source.search))
    chosen = keep ? indexes(keep.from, keep.to) : null
    if (bins.length > 0) paint()
  })
  addEventListener('resize', paint)
  paint()
}
