// The report island: a report's text and its claims light up together. Takes the server's marks
// (`mark.span[data-claims]`) and claims (`[data-claim]`), wherever on the page they stand; gives hover, focus and
// click both ways. A click holds the choice and puts it into the address (`#c-ID`).

const ON = 'on'

export function report(element: HTMLElement): void {
  const text = element.querySelector<HTMLElement>('.report-text') ?? document.querySelector<HTMLElement>('.report-text')
  if (!text) return
  const marks = [...text.querySelectorAll<HTMLElement>('[data-claims]')]
  const claims = new Map<string, HTMLElement>()
  for (const claim of document.querySelectorAll<HTMLElement>('[data-claim]')) {
    if (claim.dataset.claim && !text.contains(claim)) claims.set(claim.dataset.claim, claim)
  }
  const claimsOf = (mark: HTMLElement) => (mark.dataset.claims ?? '').split(/\s+/).filter((id) => claims.has(id))
  let held: string[] = []

  function show(ids: string[]): void {
    const chosen = new Set(ids)
    text?.classList.toggle('choosing', chosen.size > 0)
    for (const mark of marks) mark.classList.toggle(ON, claimsOf(mark).some((id) => chosen.has(id)))
    for (const [id, claim] of claims) claim.classList.toggle(ON, chosen.has(id))
  }

  function hold(ids: string[]): void {
    const [first] = ids
    held = ids
    show(ids)
    // Not `location.hash`: the page must not jump away from the words that were clicked.
    if (first) history.replaceState(history.state, '', `#c-${first}`)
  }

  const shown = (at: HTMLElement) => at.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' })

  for (const mark of marks) {
    mark.addEventListener('mouseenter', () => show(claimsOf(mark)))
    mark.addEventListener('mouseleave', () => show(held))
    mark.addEventListener('click', () => {
      if (String(getSelection() ?? '') !== '') return // Somebody is selecting words, not choosing a claim.
      const ids = claimsOf(mark)
      // Several claims on the same words: each further click goes on to the next.
      const next = ids[(ids.indexOf(held[0] ?? '') + 1) % ids.length]
      if (!next) return
      hold([next])
      const claim = claims.get(next)
      if (claim) shown(claim)
    })
  }
  for (const [id, claim] of claims) {
    if (!claim.hasAttribute('tabindex')) claim.tabIndex = 0
    claim.addEventListener('mouseenter', () => show([id]))
    claim.addEventListener('mouseleave', () => show(held))
    claim.addEventListener('focusin', () => show([id]))
    claim.addEventListener('focusout', () => show(held))
    const choose = () => {
      hold([id])
      const first = marks.find((mark) => claimsOf(mark).includes(id))
      if (first) shown(first)
    }
    claim.addEventListener('click', (event) => {
      if (event.target instanceof Element && event.target.closest('a, button, input, summary')) return
      choose()
    })
    claim.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target === claim) choose()
    })
  }
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { held = []; show([]) }
  })

  const fromAddress = () => {
    const id = decodeURIComponent(location.hash).replace(/^#c-/, '')
    if (claims.has(id)) {
      hold([id])
      const first = marks.find((mark) => claimsOf(mark).includes(id))
      if (first) shown(first)
    }
  }
  addEventListener('hashchange', fromAddress)
  fromAddress()
}
