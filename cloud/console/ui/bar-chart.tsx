import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from 'chart.js'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { language, t } from '../texts.ts'

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip)

interface BarChartProps {
  readonly caption: string
  readonly bars: readonly { readonly label: string; readonly value: number }[]
  readonly text: (value: number) => string
}

/** The table below says the same to those who do not see it. */
export function BarChart({ caption, bars, text }: BarChartProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (canvas.current === null) return
    const chart = draw(canvas.current, bars, text)
    return () => chart.destroy()
  }, [JSON.stringify(bars), language.value])
  return (
    <figure class="card chart">
      <figcaption>{caption}</figcaption>
      <div class="canvas">
        <canvas ref={canvas} role="img" aria-label={t('console.sales.chart.words')} />
      </div>
    </figure>
  )
}

function draw(
  canvas: HTMLCanvasElement,
  bars: BarChartProps['bars'],
  text: BarChartProps['text'],
): Chart<'bar', number[], string> {
  const colour = (token: string) =>
    getComputedStyle(document.documentElement).getPropertyValue(token).trim()
  const ticks = { color: colour('--ink-2'), font: { size: 12 } }
  return new Chart(canvas, {
    type: 'bar',
    data: {
      labels: bars.map(({ label }) => label),
      datasets: [
        {
          data: bars.map(({ value }) => value),
          backgroundColor: colour('--accent'),
          hoverBackgroundColor: colour('--accent-hover'),
          borderRadius: 3,
          maxBarThickness: 56,
        },
      ],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      scales: {
        x: { grid: { display: false }, ticks },
        y: {
          beginAtZero: true,
          grid: { color: colour('--rule') },
          ticks: { ...ticks, maxTicksLimit: 6, callback: (value) => text(Number(value)) },
        },
      },
      plugins: {
        tooltip: { displayColors: false, callbacks: { label: ({ raw }) => text(Number(raw)) } },
      },
    },
  })
}
