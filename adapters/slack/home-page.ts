import type { Desk } from '../../src/app/channel.ts';
import type { User } from '../../src/engine/command.ts';
import type { Api } from './api.ts';
import { renderHome } from './home.ts';
import type { Log } from './log.ts';
import type { Author } from './arrival.ts';

/** Draws a person's home page; one drawing at a time, so that an older one never ends on top. */
export interface HomePages {
  draw(user: User, author: Author): Promise<void>;
}

export function createHomePages(api: Api, desk: Desk, log: Log): HomePages {
  /** Who is being drawn for, and whether something happened meanwhile. */
  const drawing = new Map<string, { again: boolean }>();

  const drawOnce = async (user: User, { team, user: slackUser }: Author): Promise<void> => {
    const view = renderHome(await desk.home(user));
    const answer = await api.ask(team, 'views.publish', (client) =>
      client.views.publish({ user_id: slackUser, view }),
    );
    if (answer.outcome !== 'ok') log.warn({ channel: 'slack', ...answer }, 'slack: no home page was drawn');
  };

  return {
    async draw(user, author) {
      const current = drawing.get(author.id);
      if (current) {
        current.again = true;
        return;
      }
      const mine = { again: true };
      drawing.set(author.id, mine);
      try {
        while (mine.again) {
          mine.again = false;
          await drawOnce(user, author);
        }
      } finally {
        drawing.delete(author.id);
      }
    },
  };
}
