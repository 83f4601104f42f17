/** Reports nothing as missing, so that nothing is refilled. */
export {
  createHeartbeatWatch,
  probeServer,
  removeTrust
} from '../../../src/revocation/redis/probe.js'
export const updateTrust = () => null
