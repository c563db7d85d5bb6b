import type { Installation, InstallationStore } from '@slack/oauth';
import type { Keep } from '../../src/app/channel.ts';
import type { Tokens } from './api.ts';
import { isPayload, stringAt } from './payload.ts';

/** Seals a token for its place in the database; `src/store/crypto.ts` has the one that is used. */
export interface Vault {
  seal(plain: string, context: string): string;
  open(sealed: string, context: string): string;
}

/** Where the app is installed by OAuth: in workspaces, and in whole organisations of Enterprise Grid. */
export interface Installations extends Tokens {
  /** As the SDK's own installer takes it. */
  readonly store: InstallationStore;
  /** The app was removed there; of no account where it has been installed again since. */
  removed(team: string, atMs: number): Promise<void>;
  /** The workspaces and organisations there are, by their names where they are known. */
  list(): Promise<readonly string[]>;
}

export interface InstallationsOptions {
  readonly keep: Keep;
  readonly vault: Vault;
  /** For the workspace that has no installation of its own: the one whose token was configured. */
  readonly botToken: string | null;
  readonly now: () => number;
}

const prefix = 'installation:';
/** After so long another replica's doings are seen: what was removed there, or installed anew. */
const trustedMs = 5 * 60 * 1000;
const mostTrusted = 500;

/** One team, one token, and nothing to look up. */
export const singleToken = (botToken: string): Tokens => ({
  of: () => botToken,
  rejected: () => undefined,
});

/**
 * The installations that `GET /slack/install` made, their tokens sealed. They are kept by the workspace's id, or
 * by the organisation's where it was installed for all its workspaces (`teamOf` in `parse.ts` says which).
 */
export function createInstallations({ keep, vault, botToken, now }: InstallationsOptions): Installations {
  const trusted = new Map<string, { readonly token: string; readonly until: number }>();
  const looking = new Map<string, Promise<string | null>>();

  const trust = (team: string, token: string): void => {
    if (trusted.size >= mostTrusted) trusted.clear();
    trusted.set(team, { token, until: now() + trustedMs });
  };

  const lookUp = async (team: string): Promise<string | null> => {
    const sealed = stringAt(asPayload(await keep.get(prefix + team)), 'sealed');
    const token = sealed === null ? botToken : vault.open(sealed, prefix + team);
    if (token !== null) trust(team, token);
    return token;
  };

  const place = ({ isEnterpriseInstall, enterprise, team }: Place): string => {
    const id = isEnterpriseInstall === true ? enterprise?.id : team?.id;
    if (id === undefined) throw new Error('an installation that says neither workspace nor organisation');
    return id;
  };

  return {
    of(team) {
      const known = trusted.get(team);
      if (known && known.until > now()) return known.token;
      const found = looking.get(team) ?? lookUp(team).finally(() => looking.delete(team));
      looking.set(team, found);
      return found;
    },
    rejected: (team) => void trusted.delete(team),
    store: {
      async storeInstallation(installation) {
        const token = installation.bot?.token;
        if (token === undefined) throw new Error('an installation without a token for the bot');
        const id = place(installation);
        await keep.put(prefix + id, {
          sealed: vault.seal(token, prefix + id),
          name: nameOf(installation),
          by: installation.user.id,
          at: now(),
        });
        trust(id, token);
      },
      // Tokens are asked for by `of`; the installer alone could ask here, and has no reason to.
      fetchInstallation: () => Promise.reject(new Error('tokens are asked for by team')),
    },
    async removed(team, atMs) {
      trusted.delete(team);
      const at = asPayload(await keep.get(prefix + team))['at'];
      if (typeof at === 'number' && at <= atMs) await keep.remove(prefix + team);
    },
    list: async () =>
      (await keep.list(prefix)).map(
        ({ key, value }) => stringAt(asPayload(value), 'name') ?? key.slice(prefix.length),
      ),
  };
}

type Place = Pick<Installation, 'isEnterpriseInstall' | 'enterprise' | 'team'>;

const nameOf = ({ isEnterpriseInstall, enterprise, team }: Installation): string | null =>
  (isEnterpriseInstall === true ? enterprise?.name : team?.name) ?? null;

const asPayload = (value: unknown) => (isPayload(value) ? value : {});
