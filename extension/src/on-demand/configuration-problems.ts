/** YAML and zod, for a `keyturn.yaml` that somebody writes. */
export { configurationProblems } from '../configuration/problems.ts';
