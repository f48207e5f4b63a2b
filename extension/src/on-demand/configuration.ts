/** YAML, zod and RE2: loaded where a folder has a configuration, and never before. */
export { readTreeConfig } from '@keyturn/config/load';
