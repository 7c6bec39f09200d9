import { formatGithub } from './format-github';
import { formatJson } from './format-json';
import { formatSarif } from './format-sarif';
import { formatText } from './format-text';
import type { Report } from './report';

/** How a report can be written. Colours are for texts only. */
export const FORMATS = {
  text: formatText,
  json: formatJson,
  sarif: formatSarif,
  github: formatGithub,
} as const satisfies Readonly<Record<string, (report: Report, colours: boolean) => string>>;

/** The value of `--format`. */
export type Format = keyof typeof FORMATS;
