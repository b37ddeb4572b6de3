/** Every transition and rule that the simulator must reach: one it never reaches is its own failure. */
export const transitions: readonly string[] = []
