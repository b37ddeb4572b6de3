import { DeviceConfig } from '#shared/contracts/device.ts'
import type { HardwareDatabase, SqlStatement } from '../print/store.ts'

/** Table `device(device TEXT PRIMARY KEY, config TEXT)` of the journal's database. */
export function readDevices(database: HardwareDatabase): readonly DeviceConfig[] {
  return database
    .read('SELECT config FROM device ORDER BY device', [])
    .map((row) => DeviceConfig.parse(JSON.parse(String(row['config']))))
}

export function upsertDevice(config: DeviceConfig): SqlStatement {
  return {
    sql: `INSERT INTO device (device, config) VALUES (?, ?)
      ON CONFLICT (device) DO UPDATE SET config = excluded.config`,
    args: [config.device, JSON.stringify(config)],
  }
}

export function deleteDevice(device: string): SqlStatement {
  return { sql: 'DELETE FROM device WHERE device = ?', args: [device] }
}
