import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * `slack-blocks-to-jsx` binds its styles to an element id that every message has again. The page takes those ids away
 * (slack/blocks.tsx), so the styles are bound to the class of the same name too, and keep their weight.
 */
const byId = '#slack_blocks_to_jsx';
const slackStylesByClass = {
  postcssPlugin: 'slack-styles-by-class',
  Rule: (rule: { selector: string }): void => {
    rule.selector = rule.selector.replaceAll(byId, `:is(${byId}, .slack_blocks_to_jsx)`);
  },
};

/** The playground's page. Served by `adapters/web/assets.ts`: the document at `/`, the rest under `/playground/assets/`. */
export default defineConfig({
  root: at('.'),
  base: '/playground/',
  plugins: [react()],
  css: { postcss: { plugins: [slackStylesByClass] } },
  build: {
    outDir: at('../../../dist/adapters/web/page'),
    emptyOutDir: true,
    target: 'es2022',
    // The page's rules allow no `data:` address.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    sourcemap: false,
  },
});
