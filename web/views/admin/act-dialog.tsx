import { dataOf } from '../../api/problem.js'
import { api } from '../../api/session.js'
import { useAct } from '../../api/use-act.js'
import { Button } from '../../kit/button.js'
import { Dialog } from '../../kit/dialog.js'
import { ProblemNotice } from '../../kit/notice.js'
import { type ActName, acts, adviceOn, type User } from './acts.js'

interface Props {
  readonly name: ActName
  readonly user: User
  onClose(): void
  onDone(): void
}

/** Says what an act ends, and carries it out. */
export function ActDialog({ name, user, onClose, onDone }: Props) {
  const { title, consequences, confirm, changes } = acts[name]
  const { run, isRunning, problem } = useAct()
  const params = { path: { user_id: user.id } }
  async function act() {
    const isDone = await run(() =>
      changes === null
        ? dataOf(api.DELETE('/users/v1/{user_id}', { params }))
        : dataOf(api.PATCH('/users/v1/{user_id}', { params, body: changes }))
    )
    if (isDone) onDone()
  }
  const advice = adviceOn(problem?.code)
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="admin-text">
        <strong>{user.email}</strong> (user {user.id})
      </p>
      <ul>
        {consequences.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {problem && <ProblemNotice problem={problem} />}
      {advice && <p>{advice}</p>}
      <div class="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look={name === 'enable' || name === 'promote' ? 'main' : 'danger'}
          isBusy={isRunning}
          onClick={act}
        >
          {confirm}
        </Button>
      </div>
    </Dialog>
  )
}
