import { refusedOperators } from '../../../core/access-log-operators';
import { type HeaderModifier, suspectModifiersOf } from '../../graph/header-modifiers';
import { type HeaderSecret, headerSecretsOf } from '../../graph/header-secrets';
import type { Objection } from '../../object/objection';
import { OPERATORS } from '../base/refused-formats';
import type { Rule } from '../base/rule';

/** A value that Envoy rejects as the format of a header: with a `%` of no operator, or with a line end. */
export const headerValue: Rule = {
  id: 'kgateway/header-value',
  severity: 'error',
  summary: 'Envoy rejects the value of the header, so the whole gateway keeps its old configuration, and no status reports it',
  *check({ graph }) {
    for (const modifier of suspectModifiersOf(graph)) yield* ofModifier(modifier);
    for (const value of headerSecretsOf(graph)) if (FORMAT.test(value.text)) yield inSecret(value);
  },
};

function* ofModifier({ object, path, change }: HeaderModifier): Generator<Objection> {
  for (const field of ['set', 'add'] as const) {
    const entries = change[field] ?? [];
    for (let index = 0; index < entries.length; index += 1) {
      const value = entries[index]?.value ?? '';
      const mistake = mistakeIn(value);
      if (mistake) yield { object, path: [...path, field, index, 'value'], ...mistake };
    }
  }
}

/** A `%` that is not written twice. */
const FORMAT = /^(?:[^%]|%%)*%(?!%)/;

/** Not even a part of the value may be in a message. */
function inSecret({ policy: object, path, secret, key }: HeaderSecret): Objection {
  return {
    object,
    path,
    got: `the value in the key ${key} of Secret ${secret.metadata.name}, which has a single %`,
    allowed: 'a value in which each percent sign is written as %%; kgateway logs a value that Envoy rejects',
    fix: 'write %% in the Secret, and replace the credential if kgateway has seen it',
  };
}

function mistakeIn(value: string) {
  if (/[\0\r\n]/.test(value)) {
    return { got: value, allowed: 'a value without line ends and NUL', fix: 'remove the line end, such as that of a YAML block' };
  }
  const rejected = value.includes('%') ? refusedOperators(value).filter(isUnknown) : [];
  if (rejected.length === 0) return undefined;
  return {
    got: rejected.includes(value) ? value : `${rejected.join(' ')} in ${value}`,
    allowed: OPERATORS,
    fix: 'write %% for a percent sign, or correct the operator',
  };
}

/** Header values have one operator more than access logs. */
function isUnknown(text: string): boolean {
  return !/^%PER_REQUEST_STATE\(.+\)%$/s.test(text);
}
