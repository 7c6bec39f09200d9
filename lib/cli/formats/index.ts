import { formatGithub } from './github';
import { formatJson } from './json';
import type { Report } from './report';
import { formatSarif } from './sarif';
import { formatText } from './text';

/** The formats of a report, by name. Only texts have colours. */
export const FORMATS = {
  text: formatText,
  json: formatJson,
  sarif: formatSarif,
  github: formatGithub,
} as const satisfies Readonly<Record<string, (report: Report, colours: boolean) => string>>;

/** The value of `--format`. */
export type Format = keyof typeof FORMATS;
