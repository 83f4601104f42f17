import { writeFileSync } from 'node:fs'
import { generatedFiles } from './generated-files.js'

for (const [path, content] of Object.entries(await generatedFiles())) writeFileSync(path, content)
