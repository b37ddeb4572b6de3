/** Fields of a request that its contract does not know, by their path: a rule must not be dropped. */
export function unknownFields(said: unknown, known: unknown, path = ''): string[] {
  if (Array.isArray(said) && Array.isArray(known)) {
    return said.flatMap((each, at) => unknownFields(each, known[at], join(path, String(at))))
  }
  if (!isRecord(said) || !isRecord(known)) return []
  return Object.entries(said).flatMap(([name, value]) =>
    name in known ? unknownFields(value, known[name], join(path, name)) : [join(path, name)],
  )
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
