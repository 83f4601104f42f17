import t from 'tap'
import '../postgres.js'
import '../redis-server.js'
import { raceCases } from './race-cases.js'

raceCases(t, { database: 'SQLite', set: 'in-process' }, 200)
raceCases(t, { database: 'PostgreSQL', set: 'Redis' }, 200)
