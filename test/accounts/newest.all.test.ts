import t from 'tap'
import { newestCases } from './newest-cases.js'

newestCases(t, { database: 'PostgreSQL', set: 'Redis' }, 12)
