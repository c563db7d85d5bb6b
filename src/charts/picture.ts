import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** Makes a PNG of an SVG whose texts are set in Inter. */
export type Rasterise = (svg: string) => Promise<Uint8Array>;

const fonts = ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'];

/**
 * The rasteriser (2.5 MB of WebAssembly) and its typeface are loaded with the first picture: most installations that
 * start never draw one, or draw it much later.
 */
export const createRasteriser = (): Rasterise => {
  let loading: Promise<(svg: string) => Uint8Array> | null = null;
  return async (svg) => {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return (await loading)(svg);
  };
};

const load = async (): Promise<(svg: string) => Uint8Array> => {
  const { resolve } = createRequire(import.meta.url);
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  await initWasm(await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')));
  const fontBuffers = await Promise.all(
    fonts.map(async (file) => await readFile(resolve(`@expo-google-fonts/inter/${file}`))),
  );
  return (svg) => {
    const drawing = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'Inter' } });
    try {
      const picture = drawing.render();
      try {
        return picture.asPng();
      } finally {
        picture.free();
      }
    } finally {
      drawing.free();
    }
  };
};
