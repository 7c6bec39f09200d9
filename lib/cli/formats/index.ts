import { formatGithub } from './github';
import { formatJson } from './json';
import type { Report } from './report';
import { formatSarif } from './sarif';
import { formatText } from './text';

/** How a report can be written. Colours are for texts only. */
export const FORMATS = {
  text: formatText,
  json: formatJson,
  sarif: formatSarif,
  github: formatGithub,
} as const satisfies Readonly<Record<string, (report: Report, colours: boolean) => string>>;

/** The value of `--format`. */
export type Format = keyof typeof FORMATS;
