import { createSlackChannel } from '../../adapters/slack/index.ts';
import type { CoreOptions } from '../../src/core-options.ts';
import type { Button } from '../contract/harness.ts';
import { openApplication, recordingLog } from '../contract/inside.ts';
import { eventually } from './eventually.ts';
import { readMessage, readView } from './slack-read.ts';
import type { Read } from './slack-read.ts';
import * as slack from './slack-requests.ts';
import { signed, signingSecret } from './slack-requests.ts';
import type { Person, SlackRequest } from './slack-requests.ts';
import { serveSlack } from './slack-server.ts';
import { botToken, startSlackStandIn } from './slack-stand-in.ts';
import type { StandInMessage } from './slack-stand-in.ts';

type Json = Readonly<Record<string, unknown>>;
type Values = Readonly<Record<string, string>>;

/** The whole application behind Slack's own library, for people who type `/troubleshoot-admin`. */
export const openSlackOffice = async (
  more: Partial<Pick<CoreOptions, 'adminUsers' | 'allowedNetworks'>> = {},
) => {
  const standIn = await startSlackStandIn();
  const { log } = recordingLog();
  const application = await openApplication('slack', log, more);
  const channel = createSlackChannel({
    botToken,
    signingSecret,
    keep: application.inside.keep,
    apiUrl: standIn.url,
    log,
    defaultLocale: 'en',
    now: Date.now,
  });
  channel.connect(await application.inside.deskFor(channel));
  const server = await serveSlack(channel);
  const url = server.events;

  const post = async (request: SlackRequest): Promise<Json> => {
    const response = await fetch(url, { method: 'POST', headers: signed(request), body: request.body });
    const body = await response.text();
    if (response.status !== 200) throw new Error(`Slack was answered ${response.status}`);
    return body.startsWith('{') ? (JSON.parse(body) as Json) : {};
  };

  /** What one person sees of the office: everything in answers that are theirs alone. */
  const personIn = (person: Person) => {
    const seen: { page: Read | null; blocks: unknown } = { page: null, blocks: null };
    const page = (): Read => {
      if (seen.page === null) throw new Error('Nothing has been answered yet');
      return seen.page;
    };
    const show = ({ text, blocks }: Json): Read => {
      seen.blocks = blocks;
      return (seen.page = readMessage({ text, blocks }));
    };
    const button = (label: string): Button => {
      const found = page().buttons.find((one) => one.label === label);
      if (found) return found;
      throw new Error(
        `No button says “${label}”: ${page()
          .buttons.map((one) => one.label)
          .join(', ')}`,
      );
    };
    const ephemeral = {
      response_url: standIn.responseUrl,
      container: { type: 'message', channel_id: 'C1', message_ts: '1.1', is_ephemeral: true },
    };
    const value = ({ form, press }: Button): string =>
      `${form === null ? '' : `${form}>`}|0|${press.move}|${press.arg ?? ''}`;

    const pressValue = async (carried: string): Promise<Read> => {
      const before = standIn.callsOf('response_url').length;
      await post(slack.clickButton(person, { channel: 'C1', ts: '1.1' }, carried, ephemeral));
      return show(await eventually(() => standIn.callsOf('response_url')[before]));
    };

    const fillIn = async (carried: string, values: Values): Promise<Read | Json> => {
      const opened = standIn.views.length;
      await post(slack.clickButton(person, { channel: 'C1', ts: '1.1' }, carried, ephemeral));
      const view = await eventually(() => standIn.views[opened]);
      const { fields } = readView(view);
      const known = Object.keys(values).filter((name) => !fields.some((field) => field.name === name));
      if (known.length > 0) throw new Error(`The form has no ${known.join(', ')}`);
      const filledIn = Object.fromEntries(
        fields.map(({ name, type }): [string, Json] => {
          const given = values[name] ?? initialOf(view, name);
          return [
            name,
            type === 'radio_buttons' || type === 'static_select'
              ? { type, selected_option: given === null ? null : { value: given } }
              : { type, value: given },
          ];
        }),
      );
      // What was typed is answered in the place of the page whose button opened the form.
      const told = standIn.callsOf('response_url').length;
      const answer = await post(slack.submitView(person, view, filledIn));
      if (answer['response_action'] !== undefined) return answer;
      return show(await eventually(() => standIn.callsOf('response_url')[told]));
    };

    return {
      page,
      /** The same as Slack was sent it. */
      blocks: (): unknown => seen.blocks,
      async type(words: string): Promise<Read> {
        return show(await post(slack.slashCommand(person, '/troubleshoot-admin', words)));
      },
      press: async (label: string): Promise<Read> => await pressValue(value(button(label))),
      pressValue,
      /** Presses a button that everybody in the channel sees; resolves with what this person alone is told. */
      async pressIn(message: StandInMessage, label: string): Promise<Read> {
        const found = readMessage(message).buttons.find((one) => one.label === label);
        if (!found) throw new Error(`No button says “${label}”`);
        const told = standIn.messages.length;
        await post(slack.clickButton(person, message, value(found)));
        return show({ ...(await eventually(() => standIn.messages[told])) });
      },
      /** The form of these words, as it stands before the person; what they are told where there is none. */
      async open(words: string): Promise<Json> {
        const opened = standIn.views.length;
        const before = standIn.callsOf('response_url').length;
        const carried = `admin>|0|admin|${words}`;
        await post(slack.clickButton(person, { channel: 'C1', ts: '1.1' }, carried, ephemeral));
        return await eventually(() => standIn.views[opened] ?? standIn.callsOf('response_url')[before]);
      },
      /** Opens the form behind a button and sends it; resolves with what is said then, or the wrong fields. */
      fill: async (label: string, values: Values): Promise<Read | Json> =>
        await fillIn(value(button(label)), values),
      /** The same for the form of these words. */
      fillForm: async (words: string, values: Values): Promise<Read | Json> =>
        await fillIn(`admin>|0|admin|${words}`, values),
    };
  };

  return {
    standIn,
    core: application.core,
    set: application.set,
    personIn,
    post,
    close: async () => {
      await server.close();
      await channel.stop();
      await application.close();
      await standIn.close();
    },
  };
};
export type SlackOffice = Awaited<ReturnType<typeof openSlackOffice>>;

/** What stood in the field when the form was opened. */
const initialOf = (view: Json, name: string): string | null => {
  const blocks = view['blocks'] as readonly Json[];
  const element = (blocks.find(({ block_id }) => block_id === name)?.['element'] ?? {}) as Json;
  const option = element['initial_option'] as Json | undefined;
  const initial = element['initial_value'] ?? option?.['value'];
  return typeof initial === 'string' ? initial : null;
};
