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
  readonly #parent: Parent<Bindings, Options>
  readonly #bindings: Bindings
  readonly #options: Options | undefined
  #child: Logger | undefined

  constructor(parent: Parent<Bindings, Options>, bindings: Bindings, options?: Options) {
    this.#parent = parent
    this.#bindings = bindings
    this.#options = options
  }

  get #logger(): Logger {
    this.#child ??= this.#parent.child(this.#bindings, this.#options)
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
