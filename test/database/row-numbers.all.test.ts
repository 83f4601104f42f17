import t from 'tap'
import { rowNumberCases } from './row-numbers-cases.js'

rowNumberCases(t, 'PostgreSQL')
