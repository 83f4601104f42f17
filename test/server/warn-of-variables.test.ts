import t from 'tap'
import { loadConfig } from '../../plugins/external/config.js'
import { warnOfVariables } from '../../processes/warn-of-variables.js'
import { environment, temporaryDirectory } from '../helper.js'

t.test('a misspelt setting is a warning that names the nearest one', async (t) => {
  const lines: unknown[] = []
  const DATA_DIR = temporaryDirectory(t)
  const config = loadConfig({ ...environment, DATA_DIR, METRIC_PORT: '9000' })
  warnOfVariables(config, { warn: (...line) => void lines.push(line) })
  t.strictSame(lines, [
    [
      { variable: 'METRIC_PORT' },
      'unknown variable METRIC_PORT is ignored; did you mean METRICS_PORT?'
    ]
  ])
})
