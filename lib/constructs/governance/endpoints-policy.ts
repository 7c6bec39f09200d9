import { INSIDE_ADDRESS } from '../../core/net/inside-address';
import { type ApprovalPolicy, outsideOf } from './admission';
import { approvalRules, approvalVariables } from './approval-rules';
import { ENDPOINT_RESOURCES } from './destination-kinds';
import { NOT_BY_CONTROLLERS } from './exemption';
import { differs, type Guard, written } from './policy-parts';

const isOutside = (address: string) => `!${address}.matches("${INSIDE_ADDRESS}")`;
const inSubset = (field: string) =>
  `(has(subset.${field}) && subset.${field} != null && subset.${field}.exists(one, ${isOutside('one.ip')}))`;

/** The API server evaluates this for the webhook too: it uses no optional types. */
const NAMES_AN_ADDRESS_OUTSIDE = {
  name: 'names-an-address-outside',
  expression: `object.kind == "Endpoints"
  ? has(object.subsets) && object.subsets != null && object.subsets.exists(subset, ${inSubset('addresses')} || ${inSubset('notReadyAddresses')})
  : object.addressType == "FQDN" || (has(object.endpoints) && object.endpoints != null && object.endpoints.exists(one,
    has(one.addresses) && one.addresses != null && one.addresses.exists(address, ${isOutside('address')})))`,
};

const CHANGES_ADDRESSES = {
  name: 'changes-addresses',
  expression: `request.operation != "UPDATE" || (object.kind == "Endpoints" ? ${differs('subsets')} : ${differs('endpoints')})`,
};

/**
 * The policy that rejects hand-made addresses of Services that lead outside without an approval: of a Service without a selector, and
 * beside those of its pods. The controllers of Kubernetes write the addresses of pods and nodes, so that it judges no existing objects.
 */
export function endpointsGuard({ keys, limits, excludedNamespaces }: ApprovalPolicy): Guard {
  return {
    background: false,
    matchConstraints: { resourceRules: written(ENDPOINT_RESOURCES) },
    matchConditions: [NOT_BY_CONTROLLERS, CHANGES_ADDRESSES, NAMES_AN_ADDRESS_OUTSIDE, ...outsideOf(excludedNamespaces)],
    variables: approvalVariables(keys, limits),
    validations: approvalRules(keys, limits),
  };
}
