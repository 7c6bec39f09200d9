import type { ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';
import { isGoCidr, isIstioIp } from '../../core/net/ip';
import { every, type IstioTable, where, whole } from './istio-check';
import { isDynamic, isPassedThrough, isStatic } from './resolution';

const addresses = (spec: ServiceEntrySpec) => spec.addresses;

/** The checks of `spec.addresses` of a ServiceEntry: S8, S9, S27. */
export const addressTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ addresses }) => addresses,
  checks: [
    {
      // S8
      rule: 'istio/address',
      message: 'the address is neither an IP address nor a CIDR',
      allowed: 'an IPv4 or IPv6 address, such as 198.51.100.5, with or without a prefix length',
      fix: 'correct the address, or remove it so that Istio allocates one',
      find: every('spec.addresses', addresses, (address) => !isAddressOrCidr(address)),
    },
    {
      // S9
      rule: 'istio/address',
      message: 'a CIDR requires resolution STATIC or NONE',
      allowed: 'single addresses, or resolution STATIC or NONE',
      fix: 'specify single addresses, or change spec.resolution',
      find: where(
        (spec) => !isPassedThrough(spec) && !isStatic(spec),
        every('spec.addresses', addresses, (address) => address.includes('/')),
      ),
    },
    {
      // S27
      rule: 'istio/address',
      message: 'resolution DYNAMIC_DNS does not support addresses',
      allowed: 'no addresses',
      fix: 'remove spec.addresses, or change spec.resolution',
      find: whole('spec.addresses', (spec) => isDynamic(spec) && Boolean(spec.addresses?.length)),
    },
  ],
};

/** Only a string with exactly one slash is a CIDR. All others are addresses, whose zone may contain slashes. */
function isAddressOrCidr(text: string): boolean {
  const slash = text.indexOf('/');
  return slash >= 0 && slash === text.lastIndexOf('/') ? isGoCidr(text) : isIstioIp(text);
}
