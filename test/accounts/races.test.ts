import t from 'tap'
import { raceCases } from './race-cases.js'

raceCases(t, { database: 'SQLite', set: 'in-process' }, 4)
