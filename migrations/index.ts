import type { Migration } from 'kysely'
import * as accounts from './0001-accounts.js'
import * as revocationBuckets from './0002-revocation-buckets.js'
import * as rowNumbers from './0003-row-numbers.js'
import * as foldedAddresses from './0004-folded-addresses.js'
import * as writeProbes from './0005-write-probes.js'
import * as bucketVersion from './0006-bucket-version.js'
import * as audit from './0007-audit.js'
import * as instances from './0008-instances.js'
import * as restoredDatabases from './0009-restored-databases.js'

/** The migrations in their order, by the name that the database records. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-accounts': accounts,
  '0002-revocation-buckets': revocationBuckets,
  '0003-row-numbers': rowNumbers,
  '0004-folded-addresses': foldedAddresses,
  '0005-write-probes': writeProbes,
  '0006-bucket-version': bucketVersion,
  '0007-audit': audit,
  '0008-instances': instances,
  '0009-restored-databases': restoredDatabases
}
