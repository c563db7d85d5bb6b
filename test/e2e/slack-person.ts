import { eventually } from '../support/eventually.ts';
import type { Person, SlackRequest } from '../support/slack-requests.ts';
import { clickButton, signed } from '../support/slack-requests.ts';
import type { SlackStandIn, StandInMessage } from '../support/slack-stand-in.ts';

/** Slack's side of the wire: signs what a person does, and delivers it again until it was acknowledged. */
export const createSlackPerson = (who: Person, slack: SlackStandIn, url: () => string) => {
  /** Its buttons, and the entries of its menus below them. */
  const buttonsOf = (message: StandInMessage): { text: string; value: string }[] =>
    elements(message.blocks).flatMap((element) =>
      (element['type'] === 'button' || 'text' in element) && typeof element['value'] === 'string'
        ? [
            {
              text: String((element['text'] as { text?: unknown } | undefined)?.text),
              value: element['value'],
            },
          ]
        : [],
    );

  const deliver = async (request: SlackRequest): Promise<void> => {
    await eventually(
      async () =>
        await fetch(`${url()}/slack/events`, {
          method: 'POST',
          headers: signed(request),
          body: request.body,
        }).then(
          async (response) => {
            await response.text();
            return response.ok;
          },
          // The process was killed: Slack tries again, and so do we.
          () => false,
        ),
    );
  };

  return {
    deliver,
    buttonsOf,
    /** The newest message that has buttons. */
    current: (): StandInMessage | undefined => slack.messages.findLast((one) => buttonsOf(one).length > 0),
    /** Presses the first button of the newest message that has any. */
    pressFirst: async (): Promise<void> => {
      const message = slack.messages.findLast((one) => buttonsOf(one).length > 0);
      const [button] = message ? buttonsOf(message) : [];
      if (!message || !button) throw new Error('There is no button to press');
      await deliver(clickButton(who, message, button.value));
    },
    press: async (label: RegExp): Promise<void> => {
      const message = slack.messages.findLast((one) => buttonsOf(one).some(({ text }) => label.test(text)));
      const button = message && buttonsOf(message).find(({ text }) => label.test(text));
      if (!message || !button) {
        throw new Error(`No button ${label} in ${JSON.stringify(slack.messages.map(buttonsOf))}`);
      }
      await deliver(clickButton(who, message, button.value));
    },
  };
};

const elements = (value: unknown): Record<string, unknown>[] => {
  if (Array.isArray(value)) return value.flatMap(elements);
  if (typeof value !== 'object' || value === null) return [];
  const own = value as Record<string, unknown>;
  return [own, ...Object.values(own).flatMap(elements)];
};
