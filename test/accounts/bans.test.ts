import t from 'tap'
import { banCases } from './ban-cases.js'

banCases(t, { database: 'SQLite', set: 'in-process' })
