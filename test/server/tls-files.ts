import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { temporaryDirectory } from '../helper.js'
import { certificate, key } from '../revocation/tls-pair.js'

/** Writes the test certificate to files, and returns the TLS configuration of a redis-server. */
export async function writeTlsFiles(t: Test) {
  const directory = temporaryDirectory(t)
  const [keyFile, certificateFile] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
  await writeFile(keyFile, key)
  await writeFile(certificateFile, certificate)
  return {
    certificateFile,
    config: [
      `tls-cert-file ${certificateFile}`,
      `tls-key-file ${keyFile}`,
      `tls-ca-cert-file ${certificateFile}`,
      'tls-auth-clients no'
    ]
  }
}
