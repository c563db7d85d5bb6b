import type { AgentsPlace } from '../../src/app/channel.ts';
import type { Api } from './api.ts';
import { meaningOf } from './errors.ts';
import { objectAt, stringAt } from './payload.ts';
import { conversationOf } from './places.ts';

/** What an admin may write for a channel: its id, `T…:C…` where the app is in several workspaces, or its link. */
const written = /^(?:(T[A-Z0-9]+):)?([CG][A-Z0-9]+)$/;
const link = /^https:\/\/[\w.-]+\.slack\.com\/archives\/([CG][A-Z0-9]+)/;

const how = {
  notFound:
    'There is no such channel, or the bot cannot see it. Write its id (channel name, "About", at the bottom) or its link; a private channel needs the bot in it first: /invite @unstuck',
  whichTeam: 'Say in which workspace: T…:C…. Its id begins the address of Slack in a browser.',
  notIn: 'The bot is not in this channel. Type there: /invite @unstuck',
  archived: 'The channel is archived. Choose another.',
  scope: 'The app lacks the right to look: paste the manifest again, then reinstall it.',
} as const;

/**
 * A channel of the team's: packs and alerts are posted there, each with a thread of its own.
 *
 * @see https://docs.slack.dev/reference/methods/conversations.info
 */
export async function findAgentsPlace(api: Api, text: string): Promise<AgentsPlace> {
  const [, team = null, direct] = written.exec(text.trim()) ?? [];
  const channel = direct ?? link.exec(text.trim())?.[1];
  if (channel === undefined) return { unusable: 'not_found', how: how.notFound };
  const home = team ?? (await homeTeam(api));
  if (home === null) return { unusable: 'not_found', how: how.whichTeam };
  const answer = await api.ask(home, 'conversations.info', (client) =>
    client.conversations.info({ channel }),
  );
  switch (answer.outcome) {
    case 'limited':
      return { unusable: 'away', how: 'Slack asks for patience. Try again in a minute.' };
    case 'failed':
      return {
        unusable: 'away',
        how: `Slack does not answer just now: ${answer.reason}. Try again in a minute.`,
      };
    case 'refused':
      return meaningOf(answer.error) === 'installation'
        ? { unusable: 'no_access', how: how.scope }
        : { unusable: 'not_found', how: how.notFound };
    case 'ok': {
      const found = objectAt(answer.body, 'channel');
      const place = conversationOf({ in: 'channel', team: home, channel });
      if (place === null) return { unusable: 'not_found', how: how.notFound };
      if (found['is_archived'] === true) return { unusable: 'no_access', how: how.archived };
      if (found['is_member'] !== true) return { unusable: 'no_access', how: how.notIn };
      return { place, name: `#${stringAt(found, 'name') ?? channel}` };
    }
  }
}

/** The workspace of the token that was configured; `null` where there is none, or Slack does not tell. */
async function homeTeam(api: Api): Promise<string | null> {
  const answer = await api.ask('', 'auth.test', (client) => client.auth.test());
  return answer.outcome === 'ok' ? stringAt(answer.body, 'team_id') : null;
}
