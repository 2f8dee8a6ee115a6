// The chain island: who passes whose word on. The server draws nodes (`g.node[data-node]`) and edges
// (`path.edge[data-figures="N M"]`, with `data-from` and `data-to` if given); pointing at either lights up the whole way of
// the figures that pass there, and their rows in the table.
import { figuresOf, markRows, told } from './figures'
import { hideTip, showTip } from './tip'

const numbers = (element: SVGElement): string[] => (element.dataset.figures ?? '').split(/\s+/).filter(Boolean)

export async function chain(element: HTMLElement): Promise<void> {
  const svg = element.querySelector('svg')
  if (!svg || !element.dataset.src) return
  const figures = await figuresOf(element.dataset.src)
  const edges = [...svg.querySelectorAll<SVGElement>('.edge')]
  const nodes = [...svg.querySelectorAll<SVGElement>('.node')]

  const light = (chosen: string[], exactly?: SVGElement) => {
    const set = new Set(chosen)
    svg.classList.toggle('some', chosen.length > 0)
    for (const part of [...edges, ...nodes]) part.classList.toggle('on', part === exactly || numbers(part).some((n) => set.has(n)))
    markRows(chosen)
  }
  const touching = (node: SVGElement): string[] => {
    const own = numbers(node)
    if (own.length > 0) return own
    const key = node.dataset.node
    return edges.filter((edge) => edge.dataset.from === key || edge.dataset.to === key).flatMap(numbers)
  }
  for (const part of [...edges, ...nodes]) {
    const on = () => {
      const chosen = part.classList.contains('node') ? touching(part) : numbers(part)
      light([...new Set(chosen)], part)
      const only = chosen.length === 1 ? figures.get(Number(chosen[0])) : undefined
      if (only) showTip(part, ...told(only))
    }
    const off = () => { light([]); hideTip() }
    part.addEventListener('mouseenter', on)
    part.addEventListener('mouseleave', off)
    part.addEventListener('focusin', on)
    part.addEventListener('focusout', off)
  }
  for (const row of document.querySelectorAll<HTMLElement>('tr[data-figure]')) {
    row.addEventListener('mouseenter', () => light([row.dataset.figure ?? '']))
    row.addEventListener('mouseleave', () => light([]))
  }
}
