import * as argon2 from '@node-rs/argon2'
import { cheapHashes } from '../helper.js'

/** The hash of `the password of <name>`. */
export const hashes = (name: string) => argon2.hash(`the password of ${name}`, cheapHashes)
