import t from 'tap'
import { asker } from '../films/ask.js'
import { assertProblem } from '../http/assert-problem.js'
import { everyMember } from './reference.js'

const ask = await asker(t)

/** Takes a millisecond. If a `null` could be matched in two ways, it would take 2³⁰ attempts. */
const nulls = 'null,'.repeat(30)

for (const { name, member, kind } of everyMember) {
  t.test(
    `a long, invalid list of nulls for ${name} by ${member} (${kind}) is rejected in linear time`,
    async (t) => {
      const answer = await ask(`/${name}/v1/?filter[${member}][in]=${nulls}`)
      assertProblem(t, answer, 'validation-failed')
    }
  )
}
