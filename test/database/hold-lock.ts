import { loadConfig } from '../../plugins/external/config.js'
import { takeServingLock } from '../../src/database/serving-lock.js'

/** A process that holds the serving lock until it is killed. Prints whether it got the lock. */
const lock = takeServingLock(loadConfig(process.env).settings.DATA_DIR)
console.log(lock === null ? 'refused' : 'held')
setInterval(() => {}, 1000)
