/** Undefined where it is no JSON: no schema takes that, so it is reported like any other wrong message. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
