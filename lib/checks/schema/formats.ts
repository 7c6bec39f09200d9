import { isGoCidr, isGoIpv4, isGoIpv6 } from '../../core/net/ip';

/** A format of strings that the API server checks. */
export interface Format {
  readonly accepts: (text: string) => boolean;
  readonly allowed: string;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** RFC 3339, with a day that exists. */
function isTime(text: string): boolean {
  const [, year, month, day, hour, minute, second] = (TIME.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= days && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

const FORMATS: Readonly<Record<string, Format>> = {
  byte: { accepts: (text) => BASE64.test(text.replace(/[\r\n]/g, '')), allowed: 'base64' },
  cidr: { accepts: isGoCidr, allowed: 'a CIDR, such as 10.0.0.0/8' },
  datetime: { accepts: isTime, allowed: 'a date and time, such as 2027-03-01T00:00:00Z' },
  ipv4: { accepts: isGoIpv4, allowed: 'an IPv4 address' },
  ipv6: { accepts: isGoIpv6, allowed: 'an IPv6 address' },
};

/** Formats that the API server checks, but that no pinned kind uses. */
const MISSING =
  /^(bsonobjectid|uri|email|hostname|mac|uuid[345]?|isbn(10|13)?|creditcard|ssn|hexcolor|rgbcolor|date|duration|k8s(short|long)name)$/;

/**
 * The format with this name; `undefined` for a format that the API server ignores.
 *
 * @throws Error for a format that the API server checks and this library does not: no verdict is better than a wrong one
 */
export function formatOf(name: string): Format | undefined {
  const key = name.replaceAll('-', '');
  if (Object.hasOwn(FORMATS, key)) return FORMATS[key];
  if (MISSING.test(key)) throw new Error(`the format "${name}" is not supported by the checks of this library yet`);
  return undefined;
}
