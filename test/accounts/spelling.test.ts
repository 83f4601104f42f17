import t from 'tap'
import { spellingCases } from './spelling-cases.js'

spellingCases(t, { database: 'SQLite', set: 'in-process' })
