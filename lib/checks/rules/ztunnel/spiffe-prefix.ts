import type { AuthorizationPolicyRule } from '../../../../imports/security.istio.io/authorization-policy';
import type { Path } from '../../../core/path';
import { ztunnelPolicies } from '../../graph/ztunnel-policies';
import type { Rule } from '../base/rule';

/** ztunnel compares principals without their scheme: one that is written with it never matches. */
export const spiffePrefix: Rule = {
  id: 'ztunnel/spiffe-prefix',
  severity: 'error',
  summary: 'a principal that starts with spiffe:// never matches',
  *check({ graph }) {
    for (const { object } of ztunnelPolicies(graph)) {
      for (const { path, principal } of principalsOf(object.spec?.rules ?? [])) {
        if (!principal.startsWith('spiffe://')) continue;
        yield {
          object,
          path,
          got: principal,
          allowed: 'a principal without its scheme, such as cluster.local/ns/team-a/sa/agent',
          fix: 'remove spiffe://, or use serviceAccounts: [team-a/agent]',
        };
      }
    }
  },
};

function principalsOf(rules: readonly AuthorizationPolicyRule[]): { readonly path: Path; readonly principal: string }[] {
  return rules.flatMap(({ from = [] }, rule) =>
    from.flatMap(({ source = {} }, index) =>
      (['principals', 'notPrincipals'] as const).flatMap((field) =>
        (source[field] ?? []).map((principal, at) => ({
          path: ['spec', 'rules', rule, 'from', index, 'source', field, at],
          principal,
        })),
      ),
    ),
  );
}
