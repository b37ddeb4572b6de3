/** MQTT topics (design 8). Every client may touch only its own branch; the hub sees all. */
export const topics = {
  /** Retained by the hub: the devices this gateway drives, with their MQTT credentials. */
  gatewayDevices: (store: string, gateway: string) => `kassa/${store}/gateway/${gateway}/devices`,
  /** Retained, `online`/`offline` as JSON Availability; offline is the last will. */
  gatewayAvailability: (store: string, gateway: string) =>
    `kassa/${store}/gateway/${gateway}/availability`,
  /** Retained by the gateway: what is plugged in there. */
  gatewayFound: (store: string, gateway: string) => `kassa/${store}/gateway/${gateway}/found`,
  /** A technician asks what hangs on a port, and is answered. */
  gatewayProbe: (store: string, gateway: string) => `kassa/${store}/gateway/${gateway}/probe`,
  gatewayProbed: (store: string, gateway: string) => `kassa/${store}/gateway/${gateway}/probed`,
  device: (store: string, device: string) => `kassa/${store}/device/${device}`,
  config: (store: string, device: string) => `kassa/${store}/device/${device}/config`,
  state: (store: string, device: string) => `kassa/${store}/device/${device}/state`,
  availability: (store: string, device: string) => `kassa/${store}/device/${device}/availability`,
  event: (store: string, device: string) => `kassa/${store}/device/${device}/event`,
  job: (store: string, device: string) => `kassa/${store}/device/${device}/job`,
  result: (store: string, device: string) => `kassa/${store}/device/${device}/result`,
  /** Of a till that is driven over MQTT: its requests, the hub's answers, and what happens. */
  tillRequest: (store: string, till: string) => `kassa/${store}/till/${till}/request`,
  tillResponse: (store: string, till: string) => `kassa/${store}/till/${till}/response`,
  tillEvent: (store: string, till: string) => `kassa/${store}/till/${till}/event`,
} as const
