import { DeviceConfig, DeviceNote } from '#shared/contracts/device.ts'
import type { HardwareDatabase, SqlStatement } from '../print/store.ts'

/**
 * Table `device(device TEXT PRIMARY KEY, config TEXT)` of the journal's database. Settings that a
 * newer version wrote and this one does not know are left alone, and told to `onUnknown`.
 */
export function readDevices(
  database: HardwareDatabase,
  onUnknown: (device: string) => void,
): readonly DeviceConfig[] {
  return database.read('SELECT device, config FROM device ORDER BY device', []).flatMap((row) => {
    const { data } = DeviceConfig.safeParse(JSON.parse(String(row['config'])))
    if (data !== undefined) return [data]
    onUnknown(String(row['device']))
    return []
  })
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

export function insertNote(device: string, { at, state, reason }: DeviceNote): SqlStatement {
  return {
    sql: 'INSERT INTO device_note (device, at, state, reason) VALUES (?, ?, ?, ?)',
    args: [device, at, state, reason],
  }
}

export function trimNotes(device: string, kept: number): SqlStatement {
  return {
    sql: `DELETE FROM device_note WHERE device = ?1 AND seq <= (
      SELECT seq FROM device_note WHERE device = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)`,
    args: [device, kept],
  }
}

export function deleteNotes(device: string): SqlStatement {
  return { sql: 'DELETE FROM device_note WHERE device = ?', args: [device] }
}

/** Newest first. */
export function readNotes(
  database: HardwareDatabase,
  device: string,
  limit: number,
): readonly DeviceNote[] {
  return database
    .read('SELECT at, state, reason FROM device_note WHERE device = ? ORDER BY seq DESC LIMIT ?', [
      device,
      limit,
    ])
    .map((row) => DeviceNote.parse(row))
}
