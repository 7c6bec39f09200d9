import type { Objection } from '../../object/objection';
import { backendsNotJudged } from '../base/not-judged/backends';
import { delegationsNotJudged } from '../base/not-judged/delegations';
import { networkPoliciesNotJudged } from '../base/not-judged/network-policies';
import { otherControllersNotJudged } from '../base/not-judged/other-controllers';
import { privateAddressesNotJudged } from '../base/not-judged/private-addresses';
import { requestPoliciesNotJudged } from '../base/not-judged/request-policies';
import { serversNotJudged } from '../base/not-judged/servers';
import { virtualServicesNotJudged } from '../base/not-judged/virtual-services';
import type { Rule, RuleContext } from '../base/rule';

/**
 * What can open a way out and is not modelled. Every source yields the objects that it does not judge, so that "no findings" never
 * means "not looked at".
 */
const SOURCES: readonly ((context: RuleContext) => Iterable<Objection>)[] = [
  networkPoliciesNotJudged,
  backendsNotJudged,
  delegationsNotJudged,
  otherControllersNotJudged,
  privateAddressesNotJudged,
  requestPoliciesNotJudged,
  virtualServicesNotJudged,
  serversNotJudged,
];

/** Objects that can open a way out, and that this library does not judge. */
export const notJudged: Rule = {
  id: 'egress/not-judged',
  severity: 'info',
  summary: 'the object can open a way out of the cluster, and it is not judged',
  *check(context) {
    for (const source of SOURCES) yield* source(context);
  },
};

/** The id of {@link notJudged}, which every format and every app reports, whatever its severity. */
export const NOT_JUDGED = notJudged.id;
