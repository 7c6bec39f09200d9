import { refusedOperators } from '../../../core/access-log-operators';
import type { Path } from '../../../core/path';
import type { Manifest } from '../../../manifests/manifest';
import type { Objection } from '../../object/objection';

/** The formats that Envoy rejects in a string, or in the strings nested in objects and lists. */
export function* refusedFormats(object: Manifest, path: Path, value: unknown): Iterable<Objection> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      yield* refusedFormats(object, [...path, Array.isArray(value) ? Number(key) : key], inner);
    }
  }
  if (typeof value !== 'string') return;
  const rejected = refusedOperators(value);
  if (rejected.length === 0) return;
  yield { object, path, got: rejected.join(' '), allowed: OPERATORS, fix: 'correct the operator; no status shows this error' };
}

/** What a format may contain besides text. */
export const OPERATORS = 'command operators of Envoy, each with the argument that it takes; %% for a percent sign';
