import type { ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';

/** Whether Istio uses the address that the client called: `NONE`, the default. */
export function isPassedThrough({ resolution }: ServiceEntrySpec): boolean {
  return resolution === undefined || resolution === 'NONE';
}

/** Whether Istio resolves the names in advance: `DNS` or `DNS_ROUND_ROBIN`. */
export function isNamed({ resolution }: ServiceEntrySpec): boolean {
  return resolution === 'DNS' || resolution === 'DNS_ROUND_ROBIN';
}

/** Whether Istio resolves the name of each request: `DYNAMIC_DNS`. */
export function isDynamic({ resolution }: ServiceEntrySpec): boolean {
  return resolution === 'DYNAMIC_DNS';
}

/** Whether Istio uses the addresses of the endpoints without resolving them: `STATIC`. */
export function isStatic({ resolution }: ServiceEntrySpec): boolean {
  return resolution === 'STATIC';
}
