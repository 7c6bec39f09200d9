import { DECISION_HEADER } from '../../../core/decision-header';
import { KIND } from '../../../core/kinds';
import type { Path } from '../../../core/path';
import type { Catalogue, Route } from '../../graph';
import { asksForDecision, isOpenToUndecided } from '../../graph/decision-match';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

type Place = { readonly path: Path; readonly got: string; readonly allowed: string; readonly fix: string };

/** A route that does not refuse what was not decided: it lets it out, or has no answer. */
export const refusalMissing: Rule = {
  id: 'egress/refusal-missing',
  severity: 'error',
  summary: 'the route does not refuse requests without a decision',
  check({ graph }) {
    return graph.egressRoutes.flatMap((route) => {
      const places = [...lostAnswers(route, graph.catalogue), ...leaks(route)];
      return places.map((place) => ({ object: route.object, ...place }));
    });
  },
};

const NONE: readonly Place[] = [];
const RESPONSE = KIND.DirectResponse;

/** Filters that answer with a DirectResponse which is not there. */
function lostAnswers({ rules, namespace }: Route, catalogue: Catalogue): Place[] {
  return rules.flatMap(({ filters, path }) =>
    filters.flatMap(({ extensionRef: ref }, index) => {
      if (ref?.kind !== 'DirectResponse' || catalogue.knows(RESPONSE, namespace, ref.name)) return NONE;
      const named = `DirectResponse ${namespace}/${ref.name}`;
      return [
        {
          path: [...path, 'filters', index, 'extensionRef', 'name'],
          got: `${named}, which is not there`,
          allowed: `a DirectResponse in namespace ${namespace}, that of the route`,
          fix: orExternal('correct the name, add it', named),
        },
      ];
    }),
  );
}

const REFUSAL = 'a last rule without matches, with an ExtensionRef filter that names a DirectResponse of status 403';

/** Rules by which undecided requests leave, beside those that want a decision; or none that they could take at all. */
function leaks({ rules }: Route): readonly Place[] {
  if (!rules.some(asksForDecision)) return NONE;
  const open = rules.filter(isOpenToUndecided);
  if (open.length === 0) return [UNASKED];
  return open
    .filter(({ leadsOut }) => leadsOut)
    .map(({ path }) => ({
      path: [...path, 'matches'],
      got: 'a rule that leads out and takes undecided requests, beside one that does not',
      allowed: `a match of the header ${DECISION_HEADER} in each, as in the rule beside it`,
      fix: 'add the header to every match of the rule, or lead it to the refusal',
    }));
}

const UNASKED: Place = {
  path: ['spec', 'rules'],
  got: 'only rules that want a decision: a request that has none yet finds no route, so nobody is ever asked',
  allowed: REFUSAL,
  fix: 'add the rule',
};
