import { SERVICE_NAME } from '../../core/net/inside-address';
import { type ApprovalPolicy, outsideOf } from './admission';
import { approvalRules, approvalVariables } from './approval-rules';
import { ROUTE_RESOURCES } from './destination-kinds';
import { type Guard, mirrorsTo, NOT_BEING_DELETED, written } from './policy-parts';

const isHostOutside = (ref: string) =>
  `(has(${ref}.kind) && ${ref}.kind == "Hostname" && has(${ref}.group) && ${ref}.group == "networking.istio.io"
    && !${ref}.name.matches("${SERVICE_NAME}"))`;

/** The API server evaluates this for the webhook too: it uses no optional types. */
const LEADS_TO_A_HOST = {
  name: 'leads-to-a-host-outside',
  expression: `has(object.spec.rules) && object.spec.rules.exists(rule, ${mirrorsTo('rule', isHostOutside)}
  || (has(rule.backendRefs) && rule.backendRefs.exists(ref, ${isHostOutside('ref')} || ${mirrorsTo('ref', isHostOutside)})))`,
};

/** The policy that rejects routes and mirrors to a hostname outside the cluster without an approval. */
export function hostnamesGuard({ keys, limits, excludedNamespaces }: ApprovalPolicy): Guard {
  return {
    background: true,
    matchConstraints: { resourceRules: written(ROUTE_RESOURCES) },
    matchConditions: [NOT_BEING_DELETED, LEADS_TO_A_HOST, ...outsideOf(excludedNamespaces)],
    variables: approvalVariables(keys, limits),
    validations: approvalRules(keys, limits),
  };
}
