/** Values by kind, namespace and name. Three look-ups are several times as fast as one with a concatenated key. */
export class ObjectMap<T> {
  private readonly kinds = new Map<string, Map<string, Map<string, T>>>();

  get(kind: string, namespace: string, name: string): T | undefined {
    return this.kinds.get(kind)?.get(namespace)?.get(name);
  }

  /** Whether there is any value of a kind and a namespace. */
  has(kind: string, namespace: string): boolean {
    return this.kinds.get(kind)?.has(namespace) ?? false;
  }

  set(kind: string, namespace: string, name: string, value: T): void {
    this.namesOf(kind, namespace).set(name, value);
  }

  /** Adds a value if there is none yet. Returns the value that the map then has. */
  add(kind: string, namespace: string, name: string, value: T): T {
    const names = this.namesOf(kind, namespace);
    const known = names.get(name);
    if (known !== undefined) return known;
    names.set(name, value);
    return value;
  }

  /** All values, kind by kind. */
  *values(): Iterable<T> {
    for (const namespaces of this.kinds.values()) for (const names of namespaces.values()) yield* names.values();
  }

  /** The values of a kind and a namespace by name. Values can be added to it. */
  namesOf(kind: string, namespace: string): Map<string, T> {
    const known = this.kinds.get(kind)?.get(namespace);
    if (known) return known;
    const namespaces = this.kinds.get(kind) ?? new Map<string, Map<string, T>>();
    this.kinds.set(kind, namespaces);
    const names = new Map<string, T>();
    namespaces.set(namespace, names);
    return names;
  }
}
