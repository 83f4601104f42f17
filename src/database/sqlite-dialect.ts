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

  /** After a full disk SQLite has rolled back by itself, and this fails: that must not hide the reason. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => {})
  }
}

/** SQLite can roll back what makes tables, too; so a migration is one transaction, under its lock. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** A boolean or an object ends the process inside libsql, where nothing can catch that. */
function checkParameters(parameters: readonly unknown[]): void {
  for (const value of parameters) {
    const isFit = value === null || typeof value === 'string' || Number.isFinite(value)
    if (!isFit) throw new TypeError(`a ${typeof value} is no parameter for the database`)
  }
}

export interface SqliteWatch {
  /** Runs before each statement. @throws where the file is not the one that was opened */
  readonly requireFile: () => void
  /** Is told of each error of the driver. */
  readonly report: (error: Error) => void
}

const unwatched: SqliteWatch = { requireFile: () => {}, report: () => {} }

/** A database that sees text, finite numbers and null, and nothing else. */
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
        // What was begun is undone wherever the file is.
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
