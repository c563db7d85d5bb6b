/**
 * Who may import whom: the table of docs/architecture.md as rules, for `npm run check:boundaries`.
 * A part may import itself and what its line names; `npm` are the packages that are its business alone.
 */
const ids = '^src/ids\\.ts$';
const app = '^src/app/';
const engine = '^src/engine/';
const entries = '^(src/(main|index)\\.ts|adapters/web/page/(main\\.tsx|vite\\.config\\.ts))$';

const parts = [
  { name: 'engine', path: engine, may: [ids], npm: ['mustache'], node: [] },
  { name: 'app', path: app, may: [engine, ids], npm: [], node: ['buffer', 'net'] },
  {
    name: 'store',
    path: '^src/store/',
    may: [app, engine, ids, '^migrations/'],
    npm: ['typeorm', 'pg', '@electric-sql/pglite', '@electric-sql/pglite-socket'],
  },
  { name: 'outbox', path: '^src/outbox/', may: [app, engine, ids], npm: [] },
  {
    name: 'webhooks',
    path: '^src/webhooks/',
    may: [app, engine, ids],
    npm: ['undici', 'ipaddr.js', 'canonicalize'],
  },
  { name: 'guides', path: '^src/guides/', may: [app, engine, ids], npm: [] },
  { name: 'picker', path: '^src/picker/', may: [app, engine, ids], npm: ['openai', 'zod'] },
  {
    name: 'charts',
    path: '^src/charts/',
    may: [app, engine, ids],
    npm: ['d3-scale', '@resvg/resvg-wasm', '@expo-google-fonts/inter'],
  },
  {
    name: 'http',
    path: '^src/http/',
    may: [app, engine, ids],
    npm: ['fastify', '@fastify/*', 'fastify-type-provider-zod', 'zod', 'prom-client', 'canonicalize'],
  },
  {
    name: 'adapters/slack',
    path: '^adapters/slack/',
    may: [engine, '^src/app/channel\\.ts$', ids],
    npm: ['@slack/*', 'undici'],
  },
  {
    name: 'adapters/discord',
    path: '^adapters/discord/',
    may: [engine, '^src/app/channel\\.ts$', ids],
    npm: ['discord.js', 'discord-api-types'],
  },
  {
    name: 'adapters/teams',
    path: '^adapters/teams/',
    may: [engine, '^src/app/channel\\.ts$', ids],
    npm: ['botbuilder', 'botframework-connector', '@azure/msal-node', 'undici'],
  },
  {
    name: 'adapters/web',
    path: '^adapters/web/(?!page/)',
    may: [engine, '^src/app/channel\\.ts$', '^src/app/loopback\\.ts$', ids],
    npm: ['fastify', '@fastify/static', 'zod', 'canonicalize'],
  },
  {
    name: 'adapters/web/page',
    path: '^adapters/web/page/',
    may: ['^adapters/web/(protocol|limits)\\.ts$', '^src/engine/message\\.ts$'],
    npm: [
      'react',
      'react-dom',
      'slack-blocks-to-jsx',
      'discord-markdown-parser',
      'adaptivecards',
      'vite',
      '@vitejs/plugin-react',
    ],
  },
  { name: 'migrations', path: '^migrations/', may: [], npm: ['typeorm'], node: [] },
];

/** A package as it lies in node_modules, or its types. */
const packagePath = (name) => {
  const plain = name.replaceAll('.', '\\.').replace('/*', '/[^/]+');
  return `node_modules/(@types/)?${plain}/`;
};

const boundary = ({ name, path, may, npm, node }) => ({
  name: `only-what-${name.replaceAll('/', '-')}-may-import`,
  comment: `See the table in docs/architecture.md for what ${name} may import.`,
  severity: 'error',
  from: { path },
  to: {
    pathNot: [
      path,
      ...may,
      ...npm.map(packagePath),
      // Node's own modules are free to use, save where a part is kept away from the world.
      ...(node ?? []).map((module) => `^(node:)?${module}$`),
    ],
    ...(node === undefined && { dependencyTypesNot: ['core'] }),
  },
});

module.exports = {
  forbidden: [
    ...parts.map(boundary),
    {
      name: 'only-the-composition-knows-every-part',
      comment:
        'What stands directly in src/ is the edge of the program. No part reaches up to it, save for ids.',
      severity: 'error',
      from: { path: '^(src/[^/]+/|adapters/|migrations/)', pathNot: '^src/(library|doctor)/' },
      to: { path: '^src/[^/]+\\.ts$', pathNot: ids },
    },
    {
      name: 'the-library-has-no-doors',
      comment: 'An embedding program gets the engine without servers and chat platforms.',
      severity: 'error',
      from: { path: '^src/(library/|index\\.ts$|core\\.ts$)' },
      to: { path: '^(adapters/|src/(wire|main|config|environment)\\.ts$)' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-that-nobody-reaches',
      comment: 'No way leads here from the program, the package or the page: it is dead, or was never wired.',
      severity: 'error',
      from: { path: entries },
      to: { path: '^(src|adapters|migrations)/.+\\.tsx?$', pathNot: entries, reachable: false },
    },
    {
      name: 'no-tools-in-the-product',
      comment: 'What runs in production is a dependency, not a devDependency.',
      severity: 'error',
      from: { path: '^(src|adapters|migrations)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
    },
    {
      name: 'only-declared-packages',
      severity: 'error',
      from: {},
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'undetermined'],
        pathNot: '^node_modules/@types/',
      },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-deprecated-node-modules',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['deprecated'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types are imports: they tie parts together just as well.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
