import type { AgentsPlace } from '../../src/app/channel.ts';
import type { Connector } from './connector.ts';
import { conversationOf } from './places.ts';
import type { References } from './references.ts';
import { targetIn } from './send.ts';

/** What an admin may write for a channel or a group chat. */
interface Named {
  readonly tenant: string | null;
  readonly conversation: string;
  readonly name: string;
}

const ids = /^(?:teams:([^:\s]{1,64}):)?(19:[^\s;/?#]{1,180}@thread\.(?:tacv2|v2|skype))$/;

/**
 * A channel by its id, or by what Teams gives for "Get link to channel".
 *
 * @see https://learn.microsoft.com/en-us/microsoftteams/platform/concepts/build-and-test/deep-link-teams
 */
export function namedIn(written: string): Named | null {
  const text = written.trim();
  const [, tenant = null, conversation] = ids.exec(text) ?? [];
  if (conversation !== undefined) return { tenant, conversation, name: conversation };
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const [, kind, id = '', name = ''] = /^\/l\/(channel|chat)\/([^/]+)(?:\/([^/]*))?/.exec(url.pathname) ?? [];
  const linked = decoded(id);
  if (url.hostname !== 'teams.microsoft.com' || kind === undefined || !ids.test(linked)) return null;
  return {
    tenant: url.searchParams.get('tenantId'),
    conversation: linked,
    name: kind === 'channel' && name !== '' ? decoded(name) : linked,
  };
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
};

/**
 * The place where agents work: packs are posted there, each with its own thread.
 *
 * @param home the tenant of a place that does not name its own
 */
export async function findAgentsPlace(
  parts: { readonly connector: Connector; readonly references: References },
  written: string,
  home: string | null,
): Promise<AgentsPlace> {
  const named = namedIn(written);
  const tenant = named?.tenant ?? home;
  const where =
    named && tenant ? ({ in: 'shared', tenant, conversation: named.conversation } as const) : null;
  const place = where && conversationOf(where);
  if (named === null || where === null || place === null) {
    return {
      unusable: 'not_found',
      how: 'Write the link of the channel (its menu, "Get link to channel") or its id, 19:…@thread.tacv2.',
    };
  }
  const target = await targetIn(parts, where);
  if (target === null || 'outcome' in target) {
    return {
      unusable: 'away',
      how: 'Nothing has come from this tenant yet: write to the bot there once, then try again.',
    };
  }
  const answer = await parts.connector.members(target);
  if (answer.outcome === 'ok') return { place, name: named.name };
  return answer.outcome === 'refused'
    ? {
        unusable: 'no_access',
        how: 'The bot does not belong to this channel: in Teams, open the app Unstuck, "Add to a team", and choose its team.',
      }
    : { unusable: 'away', how: `Teams does not answer just now: ${answer.reason}. Try again in a minute.` };
}
