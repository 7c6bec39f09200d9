/** A step from a value to one inside it: a field's name or an entry's index. */
export type Step = string | number;

/** The steps from a value to one inside it. An empty path is the value itself. */
export type Path = readonly Step[];

/** The paths of the items of a list by their index, each made once: a graph of many objects contains few different paths. */
export function itemPaths(...list: Step[]): (index: number) => Path {
  const made: Path[] = [];
  return (index) => {
    made[index] ??= [...list, index];
    return made[index];
  };
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const STEPS = /\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|([^.[\]]+)/g;

/** A path as text: `spec.rules[0].name`, `metadata.labels['app.kubernetes.io/name']`. */
export function showPath(steps: Path): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`;
    if (PLAIN.test(step)) return path ? `${path}.${step}` : step;
    return `${path}['${step.replace(/['\\]/g, '\\$&')}']`;
  }, '');
}

/** The steps of a path in the format of {@link showPath}. */
export function stepsOf(path: string): Step[] {
  return [...path.matchAll(STEPS)].map(([, index, quoted, plain]) => {
    if (index !== undefined) return Number(index);
    return quoted !== undefined ? quoted.replace(/\\(.)/g, '$1') : (plain as string);
  });
}

/** Whether two paths have the same steps. */
export function samePath(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((step, i) => step === right[i]);
}

/** Whether one of two paths leads to the other. */
export function overlap(one: Path, other: Path): boolean {
  const length = Math.min(one.length, other.length);
  return samePath(one.slice(0, length), other.slice(0, length));
}

/** The value at a path; `undefined` if there is none. */
export function valueAt(value: unknown, steps: Path): unknown {
  return steps.reduce<unknown>((inner, step) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, step)) return undefined;
    return (inner as Record<Step, unknown>)[step];
  }, value);
}
