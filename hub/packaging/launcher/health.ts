const ANSWER_MS = 5000

/** Does the hub answer, and does it sell? `null`: no answer that makes sense. */
export async function askHealth(http: string): Promise<{ readonly selling: boolean } | null> {
  try {
    const response = await fetch(`${http}/v1/health`, { signal: AbortSignal.timeout(ANSWER_MS) })
    if (!response.ok) return null
    const { selling } = (await response.json()) as { selling?: unknown }
    return typeof selling === 'boolean' ? { selling } : null
  } catch {
    // Not listening (any more), or something else answers there.
    return null
  }
}
