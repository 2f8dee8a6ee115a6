// The start of all islands. Takes the page, gives each `data-island` its script; the page works without any of them.
import { chain } from './chain'
import { chart } from './chart'
import { live } from './live'
import { report } from './report'
import { review } from './review'
import { timeline } from './timeline'

type Island = (element: HTMLElement) => void | Promise<void>

const ISLANDS: Record<string, Island> = {
  chain,
  chart,
  live,
  report,
  review,
  timeline,
  // The map is ten times the rest together: fetched only where there is one.
  map: async (element) => (await import('./map')).map(element),
}

for (const element of document.querySelectorAll<HTMLElement>('[data-island]')) {
  const start = ISLANDS[element.dataset.island ?? '']
  if (!start) continue
  Promise.resolve()
    .then(() => start(element))
    .then(() => { element.dataset.state ??= 'ready' })
    .catch((error: unknown) => {
      // What the server drew stays; the fault is for whoever looks.
      console.error(`island ${element.dataset.island}:`, error)
    })
}

// A table that is wider than its frame must be reachable by keyboard to be scrolled.
for (const frame of document.querySelectorAll<HTMLElement>('.scroll, .chart figure')) {
  if (frame.scrollWidth <= frame.clientWidth || frame.hasAttribute('tabindex')) continue
  frame.tabIndex = 0
  frame.setAttribute('role', 'region')
  const title = frame.closest('section')?.querySelector('h2')?.textContent
  if (title && !frame.hasAttribute('aria-label')) frame.setAttribute('aria-label', title)
}
