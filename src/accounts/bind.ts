// biome-ignore lint/suspicious/noExplicitAny: the arguments of each flow are inferred below.
type Flow<Context> = (context: Context, ...args: any[]) => unknown

type Bound<Context, Flows> = {
  readonly [Name in keyof Flows]: Flows[Name] extends (
    context: Context,
    ...args: infer Args
  ) => infer Result
    ? (...args: Args) => Result
    : never
}

/** Binds the first argument of each function. */
export function bind<Context, Flows extends Readonly<Record<string, Flow<Context>>>>(
  context: Context,
  flows: Flows
): Bound<Context, Flows> {
  const bound = Object.entries(flows).map(([name, flow]) => [name, flow.bind(null, context)])
  return Object.fromEntries(bound) as Bound<Context, Flows>
}
