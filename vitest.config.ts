import { defineConfig } from 'vitest/config';

// Sources of other packages are found by their condition, so that tests need no build.
// Not `import`: Node would take it for what packages require as well.
const conditions = ['@keyturn/source', 'module', 'node', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  define: { __KEYTURN_VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    include: ['{scanner,bench,extension,packages/*}/{src,test}/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**', 'test/*/violations/**'],
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
