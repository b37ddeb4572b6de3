/** Can this runtime start a thread or a process from the sources as they are? Node 20 cannot. */
export function runsTypeScript(): boolean {
  return process.versions.bun !== undefined || Boolean(Reflect.get(process.features, 'typescript'))
}
