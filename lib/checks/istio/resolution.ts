import type { ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';

/** Whether a ServiceEntry's addresses are what the client asked for: `NONE`, the default. */
export function isPassedThrough({ resolution }: ServiceEntrySpec): boolean {
  return resolution === undefined || resolution === 'NONE';
}

/** Whether names are resolved ahead: `DNS` or `DNS_ROUND_ROBIN`. */
export function isNamed({ resolution }: ServiceEntrySpec): boolean {
  return resolution === 'DNS' || resolution === 'DNS_ROUND_ROBIN';
}

/** Whether the name of each request is resolved: `DYNAMIC_DNS`. */
export function isDynamic({ resolution }: ServiceEntrySpec): boolean {
  return resolution === 'DYNAMIC_DNS';
}

/** Whether addresses come from the endpoints as they stand: `STATIC`. */
export function isStatic({ resolution }: ServiceEntrySpec): boolean {
  return resolution === 'STATIC';
}
