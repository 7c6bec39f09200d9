import { brandOf, WAY } from '../../core/brand';
import { isServiceName } from '../../core/net/dns';
import { BROKEN, type Field, listOf, objectOf, optional, portNumber, type Shape, withType } from '../../core/shapes';
import { type TransparentWay, Way } from './way';

const WAYS = {
  rule: 'input/ways',
  allowed: "a list of Way.transparent(), Way.alias('api') and Way.proxy()",
  fix: 'write ways as such a list, or remove it for calls to the Service of the gateway',
};

const settings = objectOf(
  { port: optional(portNumber('input/ways', 'correct the port, or remove it')) } satisfies Record<keyof TransparentWay, Field>,
  {
    rule: 'input/ways',
    allowed: 'an object { port }',
    fix: 'write Way.transparent({ port: 8080 }), or Way.transparent()',
  },
);

const ALIAS = {
  rule: 'input/ways',
  allowed: 'the name of a Service: a-z, 0-9 and -, starting with a letter, at most 63 characters',
  fix: "write a short name for the host: Way.alias('api')",
};

/** The value can be of another copy of this package. */
const way: Shape = (given, path, reading) => {
  const { settings: before, alias } = (given ?? {}) as Way;
  switch (brandOf(given, WAY)) {
    case 'transparent': {
      const read = settings(before, path, reading);
      return read === BROKEN ? BROKEN : Way.transparent(read as TransparentWay);
    }
    case 'alias':
      return isServiceName(alias) ? Way.alias(alias) : reading.report(path, withType(alias, true), ALIAS);
    case 'proxy':
      return Way.proxy();
    default:
      return reading.report(path, withType(given), WAYS);
  }
};

/** The property `ways` of a host. */
export const waysField: Field = optional(listOf(way, WAYS));
