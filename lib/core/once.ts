/** Makes a value when it is first asked for: most runs need few of the tables of this library. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
