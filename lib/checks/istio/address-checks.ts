import type { ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';
import { isGoCidr, isIstioIp } from '../../core/net/ip';
import { every, type IstioTable, where, whole } from './istio-check';
import { isDynamic, isPassedThrough, isStatic } from './resolution';

const addresses = (spec: ServiceEntrySpec) => spec.addresses;

/** What `spec.addresses` of a ServiceEntry must be: S8, S9, S27. */
export const addressTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ addresses }) => addresses,
  checks: [
    {
      // S8
      rule: 'istio/address',
      message: 'the address is neither an IP address nor a CIDR',
      allowed: 'IPv4 or IPv6, such as 198.51.100.5, with a prefix length or without',
      fix: 'write the address, or remove it and let Istio allocate one',
      find: every('spec.addresses', addresses, (address) => !isAddressOrCidr(address)),
    },
    {
      // S9
      rule: 'istio/address',
      message: 'a CIDR is only for addresses that are not resolved',
      allowed: 'single addresses, or resolution STATIC or NONE',
      fix: 'name single addresses, or change the resolution',
      find: where(
        (spec) => !isPassedThrough(spec) && !isStatic(spec),
        every('spec.addresses', addresses, (address) => address.includes('/')),
      ),
    },
    {
      // S27
      rule: 'istio/address',
      message: 'resolution DYNAMIC_DNS has no addresses',
      allowed: 'no addresses',
      fix: 'remove the addresses, or use another resolution',
      find: whole('spec.addresses', (spec) => isDynamic(spec) && Boolean(spec.addresses?.length)),
    },
  ],
};

/** A text with exactly one slash is read as a CIDR, all others as an address: a zone may hold slashes. */
function isAddressOrCidr(text: string): boolean {
  const slash = text.indexOf('/');
  return slash >= 0 && slash === text.lastIndexOf('/') ? isGoCidr(text) : isIstioIp(text);
}
