interface Parent<Bindings, Options> {
  child(bindings: Bindings, options?: Options): Logger
}

type Log = (...line: never[]) => void
type Logger = Readonly<Record<'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace', Log>> & {
  readonly child: (...bindings: never[]) => unknown
  readonly level: string
}

/** A child logger that is created with its first line. */
export class LazyLogger<Bindings, Options> {
  readonly #create: () => Logger
  #child: Logger | undefined

  constructor(parent: Parent<Bindings, Options>, bindings: Bindings, options?: Options) {
    this.#create = () => parent.child(bindings, options)
  }

  get #logger(): Logger {
    this.#child ??= this.#create()
    return this.#child
  }

  get level() {
    return this.#logger.level
  }
  fatal(...line: never[]) {
    this.#logger.fatal(...line)
  }
  error(...line: never[]) {
    this.#logger.error(...line)
  }
  warn(...line: never[]) {
    this.#logger.warn(...line)
  }
  info(...line: never[]) {
    this.#logger.info(...line)
  }
  debug(...line: never[]) {
    this.#logger.debug(...line)
  }
  trace(...line: never[]) {
    this.#logger.trace(...line)
  }
  child(...bindings: never[]) {
    return this.#logger.child(...bindings)
  }
}
