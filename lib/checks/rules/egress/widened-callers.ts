import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { showPath } from '../../../core/path';
import { type ListenerAccess, type ListenerGrant, listenerAccess } from '../../graph/listener-access';
import type { NamedCaller } from '../../graph/ztunnel-grants';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** ALLOW policies add up: one for the whole namespace, or without ports, admits its callers to every listener too. */
export const widenedCallers: Rule = {
  id: 'egress/widened-callers',
  severity: 'error',
  summary: 'the policy also allows callers that the policy of the listener does not name',
  *check({ graph }) {
    const found = listenerAccess(graph).flatMap(widening);
    yield* oncePer(found, ({ object, path }) => `${objectName(object)} ${showPath(path)}`);
  },
};

function widening({ gateway, port, grants }: ListenerAccess): Objection[] {
  const own = grants.filter(({ isOwn }) => isOwn).map(({ callers }) => callers);
  if (own.length === 0 || own.includes('anyone')) return [];
  const known = new Set(own.flatMap((callers) => (callers === 'anyone' ? [] : callers.map(({ text }) => text))));
  return grants.flatMap((grant) => {
    const more = moreCallers(grant, known);
    if (more.length === 0) return [];
    return [
      {
        object: grant.object,
        path: grant.path,
        got: more.map(({ text }) => text),
        allowed: `the callers that the policy for port ${port} of Gateway ${gateway.namespace}/${gateway.name} names: ${[...known].join(', ')}`,
        fix: 'add the ports that these callers need to the operation of the rule, or select other pods',
      },
    ];
  });
}

function moreCallers({ callers, isOwn, applies }: ListenerGrant, known: ReadonlySet<string>): readonly NamedCaller[] {
  if (isOwn || !applies || callers === 'anyone') return [];
  return callers.filter(({ text, namespace }) => !known.has(text) && !known.has(`namespace ${namespace}`));
}
