import base from './jest.config.mjs';

/** What kills processes, clicks through the page in a browser, or reads ten thousand guides: minutes, not seconds. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/**/*.long.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
