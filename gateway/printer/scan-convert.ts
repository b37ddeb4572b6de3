import type { PathCommand } from 'opentype.js'

interface Edge {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

/** Sub-scanlines and sub-columns per dot: a dot is black when half of it is. */
const samples = 4
const curveSteps = 8

/** Fills an outline by the non-zero rule into dots; true is black, row by row. */
export function scanConvert(
  path: readonly PathCommand[],
  width: number,
  height: number,
): readonly boolean[] {
  const edges = flatten(path)
  const hits = new Uint8Array(width * height)
  for (let row = 0; row < height * samples; row += 1) {
    fillRow(edges, row, width, hits)
  }
  return Array.from(hits, (count) => count * 2 >= samples * samples)
}

function fillRow(edges: readonly Edge[], row: number, width: number, hits: Uint8Array): void {
  const y = (row + 0.5) / samples
  const crossings = edges
    .filter((edge) => edge.y1 <= y !== edge.y2 <= y)
    .map((edge) => ({
      x: edge.x1 + ((y - edge.y1) / (edge.y2 - edge.y1)) * (edge.x2 - edge.x1),
      turn: edge.y2 > edge.y1 ? 1 : -1,
    }))
    .sort((a, b) => a.x - b.x)
  const base = Math.floor(row / samples) * width
  let winding = 0
  crossings.forEach((crossing, index) => {
    winding += crossing.turn
    const next = crossings[index + 1]
    if (winding === 0 || next === undefined) return
    const from = Math.max(0, Math.ceil(crossing.x * samples - 0.5))
    const to = Math.min(width * samples, Math.ceil(next.x * samples - 0.5))
    for (let column = from; column < to; column += 1) {
      const cell = base + Math.floor(column / samples)
      hits[cell] = (hits[cell] ?? 0) + 1
    }
  })
}

function flatten(path: readonly PathCommand[]): readonly Edge[] {
  const edges: Edge[] = []
  let x = 0
  let y = 0
  let startX = 0
  let startY = 0
  for (const command of path) {
    switch (command.type) {
      case 'M':
        startX = x = command.x
        startY = y = command.y
        break
      case 'L':
        lineTo(command.x, command.y)
        break
      case 'Q':
        curveTo(command, (t) => {
          const u = 1 - t
          return [u * u, 2 * u * t, 0, t * t]
        })
        break
      case 'C':
        curveTo(command, (t) => {
          const u = 1 - t
          return [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
        })
        break
      case 'Z':
        lineTo(startX, startY)
        break
    }
  }
  return edges

  function lineTo(toX: number, toY: number): void {
    edges.push({ x1: x, y1: y, x2: toX, y2: toY })
    x = toX
    y = toY
  }

  function curveTo(
    command: PathCommand,
    weights: (t: number) => readonly [number, number, number, number],
  ): void {
    const fromX = x
    const fromY = y
    for (let step = 1; step <= curveSteps; step += 1) {
      const [a, b, c, d] = weights(step / curveSteps)
      lineTo(
        a * fromX + b * command.x1 + c * (command.x2 ?? 0) + d * command.x,
        a * fromY + b * command.y1 + c * (command.y2 ?? 0) + d * command.y,
      )
    }
  }
}
