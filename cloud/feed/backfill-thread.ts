/** Worker thread: copies a feed's log into its file, so that the cloud answers meanwhile (spine A3 rule 6). */
import { workerData } from 'node:worker_threads'
import Database from 'libsql'

const database = new Database((workerData as { readonly path: string }).path)
database.exec('PRAGMA wal_autocheckpoint=0')
database.prepare('PRAGMA wal_checkpoint(PASSIVE)').raw(true).all()
database.close()
