import type { AdaptiveCard } from './cards.ts';
import { cardType } from './cards.ts';
import type { Reply } from './bot.ts';
import type { Dialog } from './forms.ts';

/** Nothing more than that it arrived; it closes a dialog, too. */
export const acknowledged: Reply = { status: 200 };

/** The machinery is broken: to be delivered, or pressed, again. */
export const unavailable: Reply = { status: 503 };

/** What waits for an answer and is none of ours. */
export const unknownInvoke: Reply = { status: 501 };

/**
 * Takes the place of the card for its presser alone.
 *
 * @see https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/universal-action-model#response-format
 */
export const cardReply = (value: AdaptiveCard): Reply => ({
  status: 200,
  body: { statusCode: 200, type: cardType, value },
});

/** A line below the card, for its presser alone. */
export const lineReply = (value: string): Reply => ({
  status: 200,
  body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value },
});

/** @see https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots */
export const dialogReply = (value: Dialog): Reply => ({
  status: 200,
  body: { task: { type: 'continue', value } },
});

/** A line in the place of a dialog. */
export const dialogLine = (value: string): Reply => ({
  status: 200,
  body: { task: { type: 'message', value } },
});
