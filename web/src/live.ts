// The live island: new reports show without a reload. Takes the server's events (`change`), gives the fresh parts of
// the page in place where nobody is at work in them, and a link to reload everywhere else.
import { fetchPage, make, renew, swap } from './page'
import { say } from './locale'

/** Parts that may be renewed under the reader's eyes, by page. */
const PARTS: Record<string, string[]> = {
  overview: ['[data-testid=counts]', '[data-testid=borne]', '[data-testid=newest]', '[data-testid=changed]'],
  incidents: ['#results'],
  reports: ['#results'],
}

const ITEMS = 'li.incident, li.report'

export function live(element: HTMLElement): void {
  if (!element.dataset.src) return
  const events = new EventSource(element.dataset.src)
  let last: string | null = null
  let waiting = 0
  events.addEventListener('change', (event: MessageEvent<string>) => {
    const stamp = stampOf(event.data)
    // The first event after (re)connecting may only tell where the archive stands.
    if (stamp !== null && stamp === last) return
    last = stamp
    clearTimeout(waiting)
    waiting = window.setTimeout(() => void show(element), 400)
  })
  addEventListener('pagehide', () => events.close())
}

function stampOf(data: string): string | null {
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value === 'object' && value !== null && 'stamp' in value) return String(value.stamp)
  } catch { /* An event without a stamp is still news. */ }
  return null
}

async function show(element: HTMLElement): Promise<void> {
  const parts = PARTS[document.body.dataset.page ?? ''] ?? []
  const busy = parts.some((part) => document.querySelector(part)?.contains(document.activeElement))
  let shown = false
  if (parts.length > 0 && !busy) {
    try {
      const known = new Set([...document.querySelectorAll<HTMLElement>(ITEMS)].map(keyOf))
      const page = await fetchPage(location.pathname + location.search)
      shown = swap(page, parts)
      renew(page)
      for (const item of document.querySelectorAll<HTMLElement>(ITEMS)) {
        if (!known.has(keyOf(item))) item.classList.add('now')
      }
    } catch { /* The link below is then the way. */ }
  }
  element.hidden = false
  element.replaceChildren(make('a', { href: location.pathname + location.search, role: 'status' }, say(shown ? 'freshShown' : 'fresh')))
}

const keyOf = (item: HTMLElement): string => item.dataset.incident ?? item.querySelector('a')?.getAttribute('href') ?? ''
