import t from 'tap'
import { collisionCases } from './collision-cases.js'

collisionCases(t, 'SQLite')
