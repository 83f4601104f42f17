import t from 'tap'
import { auditCases } from './audit-cases.js'

auditCases(t, 'PostgreSQL')
