import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Question } from './reference';

const FOLDER = join(__dirname, 'expressions');

/** The request that the expressions are about. */
export const REQUEST = JSON.parse(readFileSync(join(__dirname, 'request.json'), 'utf8')) as object;

/** The expressions of the files, one a line. */
export function writtenQuestions(): Question[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((file) => readFileSync(join(FOLDER, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((expression) => ({ expression, object: REQUEST }));
}
