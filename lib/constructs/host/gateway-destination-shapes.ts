import { isPort } from '../../core/numbers';
import { type Fields, number, optional, required, text } from '../../core/shapes';
import type { EgressConstructProps } from '../base/egress-construct';
import { callersField } from '../caller/caller-shapes';
import { gatewayField } from '../gateway/gateway-shapes';
import { addressesField } from '../gateway/network-fields';
import { approvalField } from './approval-shape';
import type { GatewayDestinationProps } from './gateway-destination-props';
import { MALFORMED_HOST } from './host-name';
import { LONGEST_NAME } from './object-name-checks';

/** The shapes of the properties of every destination outside the cluster. */
export const destinationFields: Fields<Omit<GatewayDestinationProps, keyof EgressConstructProps>> = {
  gateway: gatewayField,
  host: required(text(MALFORMED_HOST), (unique) => `${unique}.invalid`),
  port: required(
    number(isPort, { rule: 'input/port', allowed: 'a whole number from 1 to 65535', fix: 'correct the port' }),
    // Neither 80 nor 443, for which there are checks.
    () => 8443,
  ),
  callers: callersField,
  addresses: addressesField,
  approval: approvalField,
  name: optional(
    text({
      rule: 'input/name',
      allowed: `a DNS subdomain: a-z, 0-9, - and ., at most ${LONGEST_NAME} characters`,
      fix: 'correct the name, or remove it to name the objects after the host',
    }),
  ),
};
