/**
 * The rows of tables of checks that no test guards: all tests still pass if such a row is removed.
 *
 * @param pass whether the tests pass, called while a row is removed from its table
 */
export function unguarded<T>(tables: Iterable<readonly T[]>, pass: (row: T) => boolean): T[] {
  return [...new Set(tables)].flatMap((table) => [...table].filter((row) => without(table as T[], row, pass)));
}

function without<T>(table: T[], row: T, pass: (row: T) => boolean): boolean {
  const index = table.indexOf(row);
  table.splice(index, 1);
  const passed = pass(row);
  table.splice(index, 0, row);
  return passed;
}
