import { KIND } from '../../core/kinds';
import type { Path, Step } from '../../core/path';
import { kindOf, type Manifest } from '../../manifests/manifest';
import { isObject } from '../schema/node';

/** A text in an object. */
export interface Literal {
  readonly path: Path;
  readonly text: string;
  /** The name that it is the value of, such as that of a header or of a variable; `undefined` for other texts. */
  readonly name?: string;
}

/** Kinds with many objects and without free texts. The texts of Secrets are read elsewhere. */
const WITHOUT: ReadonlySet<string> = new Set([
  'Secret',
  KIND.Backend,
  KIND.BackendConfigPolicy,
  KIND.BackendTLSPolicy,
  KIND.ServiceEntry,
  'apiextensions.k8s.io/CustomResourceDefinition',
]);

/** A copy of the object, which is read itself. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** A test of a text, and of the name that it is the value of. */
type See = (text: string, name: string | undefined) => boolean;

/**
 * The texts that pass a test, of all that people write in an object: its annotations, and everything but its other metadata and its
 * status. Only these get a path: there are many objects, and most have none.
 */
export function literalsThat(object: Manifest, test: See): Literal[] {
  const kind = kindOf(object);
  if (WITHOUT.has(kind)) return [];
  const found: Literal[] = [];
  const path: Step[] = ['metadata', 'annotations'];
  const see: See = (text, name) => {
    if (test(text, name)) found.push({ path: [...path], text, ...(name !== undefined && { name }) });
    return true;
  };
  const { annotations } = object.metadata;
  for (const name in annotations) if (name !== LAST_APPLIED) walk(annotations[name], path, see, name, name);
  path.length = 0;
  for (const field in object) {
    if (UNREAD.has(field)) continue;
    const keysAreNames = field === 'data' && kind === 'ConfigMap';
    walk(object[field], path, see, field, undefined, keysAreNames);
  }
  return found;
}

const UNREAD: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** The value of a pair `{ name, value }`, as of headers and variables, has the name. */
function walk(value: unknown, path: Step[], see: See, step: Step, name?: string, keysAreNames = false): void {
  path.push(step);
  if (typeof value === 'string') see(value, name);
  else if (Array.isArray(value)) for (let index = 0; index < value.length; index += 1) walk(value[index], path, see, index);
  else if (isObject(value)) {
    const ofPair = typeof value.name === 'string' ? value.name : undefined;
    for (const key in value) walk(value[key], path, see, key, keysAreNames ? key : key === 'value' ? ofPair : undefined);
  }
  path.pop();
}
