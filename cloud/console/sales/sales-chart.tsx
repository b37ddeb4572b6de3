import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  LinearScale,
  Tooltip,
} from 'chart.js'
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { amount, money } from '../format.ts'
import { company } from '../session.ts'
import { language, t } from '../texts.ts'
import { type Bar, barsOf } from './chart-data.ts'
import type { SalesReport } from './report.ts'

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip)

/** The table below says the same to those who do not see it. */
export function SalesChart({ report }: { readonly report: SalesReport | null }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null)
  const isDark = useDarkness()
  useEffect(() => {
    if (report === null || canvas.current === null) return
    const chart = new Chart(canvas.current, configuration(report))
    return () => chart.destroy()
  }, [report, isDark, language.value, company.value])
  if (report?.rows.length === 0) {
    return (
      <figure class="card chart">
        <figcaption>{t('console.sales.chart')}</figcaption>
        <p class="nothing" data-name="no-sales">
          {t('console.sales.chart.none')}
        </p>
      </figure>
    )
  }
  return (
    <figure class="card chart">
      <figcaption>{t('console.sales.chart')}</figcaption>
      <div class="canvas" style={{ height: `${heightOf(report)}px` }}>
        <canvas ref={canvas} role="img" aria-label={t('console.sales.chart.words')} />
      </div>
    </figure>
  )
}

function configuration(report: SalesReport): ChartConfiguration<'bar', number[], string> {
  const bars = barsOf(report)
  const isByDay = report.by === 'day'
  const colour = colourOf
  const ticks = { color: colour('--ink-2'), font: { size: 12 } }
  const value = {
    beginAtZero: true,
    grid: { color: colour('--rule') },
    border: { display: false },
    ticks: { ...ticks, maxTicksLimit: 6, callback: (minor: string | number) => axis(minor) },
  }
  const category = {
    grid: { display: false },
    border: { color: colour('--rule-strong') },
    ticks: { ...ticks, maxRotation: 0, autoSkip: isByDay, callback: labelOfTick(bars) },
  }
  return {
    type: 'bar',
    data: {
      labels: bars.map(({ label }) => label),
      datasets: [
        {
          label: t('console.sales.gross'),
          data: bars.map(({ gross }) => gross),
          backgroundColor: colour('--accent'),
          hoverBackgroundColor: colour('--accent-hover'),
          borderRadius: 3,
          maxBarThickness: isByDay ? 56 : 22,
        },
      ],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      indexAxis: isByDay ? 'x' : 'y',
      scales: isByDay ? { x: category, y: value } : { x: value, y: category },
      plugins: {
        tooltip: {
          displayColors: false,
          callbacks: { label: ({ raw }) => money(Number(raw)) },
        },
      },
    },
  }
}

const dayChartPx = 250
const barPx = 32

/** Days keep one height; lists are as high as they have bars. */
function heightOf(report: SalesReport | null): number {
  if (report === null || report.by === 'day') return dayChartPx
  return 60 + barPx * Math.max(3, barsOf(report).length)
}

/** Axes are in whole units: `1,200,000`. */
function axis(minor: string | number): string {
  return amount(Math.round(Number(minor) / 100) * 100, 0)
}

const labelCharsMax = 34
function labelOfTick(bars: readonly Bar[]) {
  return (_: string | number, index: number): string => {
    const label = bars[index]?.label ?? ''
    return label.length > labelCharsMax ? `${label.slice(0, labelCharsMax - 1)}…` : label
  }
}

function colourOf(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(token).trim()
}

/** A canvas does not follow the style sheet by itself. */
function useDarkness(): boolean {
  const [isDark, setDark] = useState(darkness.matches)
  useEffect(() => {
    const look = () => setDark(darkness.matches)
    darkness.addEventListener('change', look)
    return () => darkness.removeEventListener('change', look)
  }, [])
  return isDark
}

const darkness = window.matchMedia('(prefers-color-scheme: dark)')
