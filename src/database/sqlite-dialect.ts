import {
  CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver
} from 'kysely'

/**
 * A transaction takes SQLite's write lock when it begins: one that reads first and writes later
 * would fail at once, without waiting, if another process wrote in between.
 */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  /**
   * Ignores a failed rollback: after a full disk, SQLite has rolled back by itself, and the error
   * of this call must not hide the cause.
   */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => {})
  }
}

/** SQLite can roll back DDL, too, so a migration is one transaction, under its lock. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Rejects booleans and objects: libsql ends the process on them, and nothing can catch that. */
function checkParameters(parameters: readonly unknown[]): void {
  for (const value of parameters) {
    const isFit = value === null || typeof value === 'string' || Number.isFinite(value)
    if (!isFit) throw new TypeError(`a ${typeof value} is not allowed as a parameter of a query`)
  }
}

export interface SqliteWatch {
  /** Runs before each statement. @throws if the file is not the one that was opened */
  readonly requireFile: () => void
  /** Is called with each error of the driver. */
  readonly report: (error: Error) => void
}

const unwatched: SqliteWatch = { requireFile: () => {}, report: () => {} }

/**
 * Wraps a database: its parameters are only text, finite numbers and null, and its errors are
 * reported.
 */
function guard(database: SqliteDatabase, { requireFile, report }: SqliteWatch): SqliteDatabase {
  function attempt<Result>(act: () => Result): Result {
    try {
      return act()
    } catch (error) {
      report(error as Error)
      throw error
    }
  }

  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = attempt(() => {
        // A rollback must work even if the file was removed or replaced.
        if (sql !== 'rollback') requireFile()
        return database.prepare(sql)
      })
      const checked =
        <Result>(act: (parameters: readonly unknown[]) => Result) =>
        (parameters: readonly unknown[]) => {
          checkParameters(parameters)
          return sql === 'rollback' ? act(parameters) : attempt(() => act(parameters))
        }
      return {
        reader: statement.reader,
        all: checked((parameters) => statement.all(parameters)),
        run: checked((parameters) => statement.run(parameters)),
        iterate: checked((parameters) => statement.iterate(parameters))
      }
    }
  }
}

export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase

  constructor(database: SqliteDatabase, watch = unwatched) {
    super({ database })
    this.#database = guard(database, watch)
  }

  override createDriver(): Driver {
    return new ImmediateDriver({ database: this.#database })
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter()
  }
}
