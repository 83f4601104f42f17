import t from 'tap'
import { readCommand } from '../../bin/admin-command-line.js'
import { roleNames } from '../../src/tokens/roles.js'

const allowedRoles = new RegExp(`--role must be one of ${roleNames.join(', ')}$`)

const wrong: [what: string, args: string[], message: RegExp][] = [
  ['an unknown command', ['crown', 'leia@example.org'], /Unknown command "crown leia@example.org"/],
  ['nothing but options', ['--wait', '1'], /Unknown command ""/],
  [
    'a role where none is set',
    ['promote', '1', '--role', 'basic'],
    /Only the command create accepts --role/
  ],
  ['a role of a list', ['list', '--role', 'admin'], /Only the command create accepts --role/],
  ['what every object has', ['constructor', '1'], /Unknown command/],
  ['half a command', ['service', 'list'], /Unknown command "service list"/],
  ['an act of other objects', ['client', 'constructor', 'a'], /Unknown command "client/],
  ['a client and no act', ['client'], /Unknown command "client"/],
  ['no client', ['client', 'rotate'], /Missing argument: NAME/],
  ['a word too many to list clients', ['client', 'list', 'all'], /Unexpected argument "all"/],
  ['a client too many', ['client', 'delete', 'a', 'b'], /Unexpected argument "b"/],
  [
    'a secret kept for another command',
    ['client', 'create', 'a', '--keep', '1'],
    /Only the command client rotate accepts --keep/
  ],
  [
    'a secret kept for ever',
    ['client', 'rotate', 'a', '--keep', '8761'],
    /--keep must be a number of hours from 0 to 8760/
  ],
  ['a secret kept before now', ['client', 'rotate', 'a', '--keep=-1'], /--keep must be a number/],
  ['a secret kept for a word', ['client', 'rotate', 'a', '--keep', '1e1'], /--keep must be/],
  ['no user', ['promote'], /Missing argument: USER/],
  ['an empty user', ['promote', ''], /Missing argument: USER/],
  ['no address', ['create', '--role', 'admin'], /Missing argument: ADDRESS/],
  ['no name', ['service', 'create'], /Missing argument: NAME/],
  ['a word too many', ['demote', '1', '2'], /Unexpected argument "2"/],
  ['a word too many to list', ['list', 'all'], /Unexpected argument "all"/],
  ['a password as argument', ['create', 'a@example.org', 'password'], /Unexpected argument/],
  ['no address at all', ['create', 'leia', '--role', 'admin'], /"leia" is not an e-mail address/],
  ['a line break', ['create', 'a\r\nb@example.org', '--role', 'admin'], /not an e-mail address/],
  ['no role', ['create', 'a@example.org'], allowedRoles],
  ['an unknown role', ['create', 'a@example.org', '--role', 'jedi'], allowedRoles],
  ['a name that HTTP Basic splits', ['service', 'create', 'a:b'], /not a valid client name/],
  ['a name too long', ['service', 'create', 'a'.repeat(65)], /at most 64/],
  ['no time', ['disable', '1', '--wait', 'long'], /--wait must be a number of seconds/],
  ['time before now', ['disable', '1', '--wait=-1'], /--wait must be a number of seconds/],
  ['time in hexadecimal', ['disable', '1', '--wait', '0x10'], /--wait must be a number of seconds/],
  [
    'time with an exponent',
    ['disable', '1', '--wait', '1e1'],
    /--wait must be a number of seconds/
  ],
  ['time with a space', ['disable', '1', '--wait', ' 5'], /--wait must be a number of seconds/],
  ['an empty time', ['disable', '1', '--wait', ''], /--wait must be a number of seconds/]
]

t.test('an invalid command line is rejected before anything is opened', async (t) => {
  for (const [what, args, message] of wrong) {
    t.throws(() => readCommand(args), { name: 'UsageError', message }, what)
  }
  t.throws(() => readCommand(['list', '--password', 'x']), {
    code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION'
  })
})
