import { refusedOperators } from '../../../core/access-log-operators';
import { KIND } from '../../../core/kinds';
import { type Path, valueAt } from '../../../core/path';
import type { Manifest } from '../../../manifests/manifest';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** An access log with an operator that Envoy does not know. A proxy that starts with it opens no listener. */
export const accessLogOperator: Rule = {
  id: 'kgateway/access-log-operator',
  severity: 'error',
  summary: 'Envoy rejects the format of the access log, so a proxy that starts with this format opens no listener',
  *check({ graph: { catalogue } }) {
    for (const object of catalogue.ofKind(KIND.ListenerPolicy)) {
      yield* ofSettings(object, ['spec', 'default', 'httpSettings']);
      const ports = object.spec.perPort ?? [];
      for (const index of ports.keys()) yield* ofSettings(object, ['spec', 'perPort', index, 'listener', 'httpSettings']);
    }
    for (const object of catalogue.ofKind(KIND.HTTPListenerPolicy)) yield* ofSettings(object, ['spec']);
  },
};

function* ofSettings(object: Manifest, settings: Path): Iterable<Objection> {
  const path = [...settings, 'accessLog'];
  const logs = valueAt(object, path);
  if (!Array.isArray(logs)) return;
  for (const index of logs.keys()) {
    for (const field of ['jsonFormat', 'stringFormat']) {
      const format = [...path, index, 'fileSink', field];
      yield* ofFormat(object, format, valueAt(object, format));
    }
  }
}

/** Checks a string, or the strings nested in objects and lists. */
function* ofFormat(object: Manifest, path: Path, value: unknown): Iterable<Objection> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      yield* ofFormat(object, [...path, Array.isArray(value) ? Number(key) : key], inner);
    }
  }
  if (typeof value !== 'string') return;
  const rejected = refusedOperators(value);
  if (rejected.length === 0) return;
  yield {
    object,
    path,
    got: rejected.join(' '),
    allowed: 'command operators of Envoy, each with the argument that it takes; %% for a percent sign',
    fix: 'correct the operator; no status shows this error',
  };
}
