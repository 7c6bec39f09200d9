import { isAddress as isGoAddress } from './ip';

/** Whether CEL's `isIP` takes the text: an IPv4 or IPv6 address without zone, and no IPv4 address written as IPv6. */
export function isAddress(text: string): boolean {
  return isGoAddress(text) && !isMapped(text.toLowerCase());
}

/** `::ffff:1.2.3.4` and the same in other spellings: five groups of zeros and one of ones. */
function isMapped(text: string): boolean {
  if (!text.includes(':')) return false;
  const groups = text.includes('.') ? 6 : 8;
  const plain = text.replace(/[0-9.]*\.[0-9.]*$/, '').replace(/(?<!:):$/, '');
  const [before = '', after] = plain.split('::');
  const parts = (side: string) => side.split(':').filter((part) => part !== '');
  const zeros = after === undefined ? [] : Array(groups - parts(before).length - parts(after).length).fill('0');
  const all = [...parts(before), ...zeros, ...parts(after ?? '')].map((part) => Number.parseInt(part, 16));
  return all.slice(0, 5).every((part) => part === 0) && all[5] === 0xffff;
}
