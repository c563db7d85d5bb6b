import { join } from 'node:path';
import { createCore } from '../core.ts';
import type { Core } from '../core.ts';
import { packageRoot, packageVersion } from '../package-root.ts';
import { loadFolderKeys } from '../store/keys.ts';
import { migrate, openDatabase } from '../store/data-source.ts';

/** What every class of the library is made with. */
export interface LibraryOptions {
  /** PostgreSQL 14 or newer; unset: an embedded database in `dataDir`. */
  readonly databaseUrl?: string;
  /** The embedded database and the generated keys; `.data` by default. One process at a time. */
  readonly dataDir?: string;
  /** 32 bytes; unset: generated into `dataDir`. Replicas on one database need the same. */
  readonly encryptionKey?: Uint8Array;
  /** `es` by default. */
  readonly defaultLocale?: string;
  /** Networks, in CIDR notation, that webhooks may reach although they are private. */
  readonly webhookAllowedNetworks?: readonly string[];
  /** The secret of webhooks registered without one. */
  readonly webhookSecret?: string;
  /** Hears of what goes wrong in the background; nothing by default. */
  readonly log?: LibraryLog;
}

/** A model that helps to pick guides. */
export interface LibraryModel {
  readonly apiKey: string;
  /** Another server than OpenAI's own, with the same API. */
  readonly baseUrl: string | null;
  readonly model: string;
  readonly dailyTokens: number;
}

export interface LibraryLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

const silent: LibraryLog = { info: () => {}, warn: () => {}, error: () => {} };

export interface Engine {
  readonly core: Core;
  close(): Promise<void>;
}

/** The core without any door: opened at the first use, closed once. */
const openEngine = async (options: LibraryOptions, model: LibraryModel | null): Promise<Engine> => {
  const { databaseUrl, dataDir = '.data', log = silent } = options;
  const root = packageRoot();
  const database = await openDatabase({ databaseUrl, dataDir, log });
  try {
    await migrate(database);
    const core = createCore({
      database,
      encryptionKey: options.encryptionKey
        ? Buffer.from(options.encryptionKey)
        : loadFolderKeys(dataDir).encryptionKey.value,
      defaultLocale: options.defaultLocale ?? 'es',
      localesDir: join(root, 'locales'),
      webhookSecret: options.webhookSecret ?? null,
      allowedNetworks: options.webhookAllowedNetworks ?? [],
      production: false,
      ownOrigin: () => null,
      channels: [],
      userAgent: `Unstuck/${packageVersion(root)}`,
      log,
      metrics: null,
      model: model && { server: model, dailyTokens: model.dailyTokens },
    });
    await core.start();
    return {
      core,
      close: async () => {
        await core.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
};

/** Opens the engine when it is first needed, and closes what was opened. */
export class LazyEngine {
  readonly #options: LibraryOptions;
  readonly #model: LibraryModel | null;
  #opened: Promise<Engine> | null = null;
  #closed = false;

  constructor(options: LibraryOptions, model: LibraryModel | null = null) {
    this.#options = options;
    this.#model = model;
  }

  async core(): Promise<Core> {
    if (this.#closed) throw new Error('It was closed: make a new one to go on.');
    this.#opened ??= openEngine(this.#options, this.#model);
    return (await this.#opened).core;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const opened = this.#opened;
    this.#opened = null;
    if (opened) await (await opened).close();
  }
}
