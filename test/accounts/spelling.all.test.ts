import t from 'tap'
import { spellingCases } from './spelling-cases.js'

spellingCases(t, { database: 'PostgreSQL', set: 'Redis' })
