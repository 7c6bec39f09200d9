import {
  type Field,
  type Fields,
  isObject,
  listOf,
  optional,
  recordOf,
  required,
  type Shape,
  type ShapeTexts,
  someOf,
  text,
  value,
} from '../../core/shapes';
import { callerSetShape } from '../caller/caller-shapes';
import { gatewayShape } from '../gateway/gateway-shapes';
import type { ExternalHostsProps } from './external-hosts-props';

const FILES: ShapeTexts = {
  rule: 'input/hosts',
  allowed: "a glob such as 'hosts/**/*.yaml', or a list of at least one",
  fix: "write files: 'hosts/**/*.yaml'",
};
const glob: Shape = (given, path, reading) =>
  given === '' ? reading.report(path, given, FILES) : text(FILES)(given, path, reading);
const globs = someOf(glob, FILES);

const GATEWAYS: ShapeTexts = {
  rule: 'input/hosts',
  allowed: 'an object with a gateway under each name',
  fix: 'write gateways: { default: gateway }',
};

const SETS: ShapeTexts = {
  rule: 'input/hosts',
  allowed: 'a list of CallerSets',
  fix: 'write callerSets: [callers], or remove it',
};

const ISSUERS: ShapeTexts = {
  rule: 'input/hosts',
  allowed: 'a list of TokenIssuers',
  fix: 'write tokenIssuers: [issuer], or remove it',
};
const isIssuer = (given: unknown) => isObject(given) && typeof given.extensionName === 'string' && isObject(given.gateway);

/** The shapes of the properties of `ExternalHosts`. */
export const externalHostsFields: Fields<ExternalHostsProps> = {
  files: required(
    (given, path, reading) => (typeof given === 'string' ? glob : globs)(given, path, reading),
    () => [],
  ),
  gateway: optional(gatewayShape),
  gateways: optional(recordOf(gatewayShape, GATEWAYS)),
  callerSets: optional(listOf(callerSetShape, SETS)),
  tokenIssuers: optional(listOf(value(isIssuer, ISSUERS), ISSUERS)),
} satisfies Record<keyof ExternalHostsProps, Field>;
