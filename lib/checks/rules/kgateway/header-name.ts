import { type HeaderModifier, suspectModifiersOf } from '../../graph/header-modifiers';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** A header modifier that changes `host`, a pseudo-header, or a header with an impossible name. */
export const headerName: Rule = {
  id: 'kgateway/header-name',
  severity: 'error',
  summary: 'a header modifier cannot change this header: the gateway keeps its old configuration, or requests fail',
  *check({ graph }) {
    for (const modifier of suspectModifiersOf(graph)) {
      yield* wrongChanges(modifier);
      yield* wrongRemovals(modifier);
    }
  },
};

/** Envoy rejects the change everywhere. The API server rejects other names that Envoy rejects, such as `:path`. */
function* wrongChanges({ object, path, place, change }: HeaderModifier): Generator<Objection> {
  for (const field of ['set', 'add'] as const) {
    const entries = change[field] ?? [];
    for (let index = 0; index < entries.length; index += 1) {
      const name = entries[index]?.name ?? '';
      if (name.toLowerCase() !== 'host') continue;
      yield {
        object,
        path: [...path, field, index, 'name'],
        got: `${name}: ${place === 'filter' || place === 'policy' ? FROZEN : REFUSED}`,
        allowed: 'headers other than host',
        fix: place === 'filter' || place === 'policy' ? REWRITE : 'remove the entry',
      };
    }
  }
}

const FROZEN = 'Envoy rejects all routes of the gateway that are new or changed, and no status reports it';
const REFUSED = 'Envoy rejects the listener, and no status reports it';
const REWRITE = 'remove the entry; to send another Host, use a URLRewrite filter with hostname';

function* wrongRemovals(modifier: HeaderModifier): Generator<Objection> {
  const { remove = [] } = modifier.change;
  for (let index = 0; index < remove.length; index += 1) {
    const name = remove[index] as string;
    const effect = effectOf(name, modifier);
    if (!effect) continue;
    yield {
      object: modifier.object,
      path: [...modifier.path, 'remove', index],
      got: `${/^[!-~]+$/.test(name) ? name : JSON.stringify(name)}: ${effect}`,
      allowed: 'names of headers other than host, without a colon at the start',
      fix: 'remove the entry',
    };
  }
}

/** What happens if a modifier removes a header; `undefined` if it does no harm. */
function effectOf(name: string, { place, of }: HeaderModifier): string | undefined {
  if (/[\0\r\n]/.test(name)) return place === 'filter' || place === 'policy' ? FROZEN : REFUSED;
  const lower = name.toLowerCase();
  if (place === 'filter') return name === '' || lower === 'host' || name.startsWith(':') ? FROZEN : undefined;
  if (of === 'response') return lower === ':status' ? 'the gateway answers 502' : undefined;
  return (place === 'early' ? EARLY : LATE)[lower];
}

const NO_ROUTE = 'no route matches, so the gateway answers 404';
const NO_HOST = 'the upstream receives requests without a Host, which servers answer with 400';
const INCOMPLETE = 'the gateway answers 503';

/** By the removed header: what happens to all requests of the gateway. */
const EARLY: Readonly<Record<string, string>> = {
  host: NO_ROUTE,
  ':authority': NO_ROUTE,
  ':path': NO_ROUTE,
  ':method': INCOMPLETE,
};

/** By the removed header: what happens to the requests to which a TrafficPolicy applies. */
const LATE: Readonly<Record<string, string>> = {
  host: NO_HOST,
  ':authority': NO_HOST,
  ':path': INCOMPLETE,
  ':method': INCOMPLETE,
};
