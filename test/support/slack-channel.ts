import { createSlackChannel } from '../../adapters/slack/index.ts';
import type { SlackChannel, SlackOptions } from '../../adapters/slack/index.ts';
import { botToken, startSlackStandIn } from './slack-stand-in.ts';
import type { SlackStandIn } from './slack-stand-in.ts';
import { memoryKeep } from './memory-keep.ts';
import { scriptedDesk } from './scripted-desk.ts';
import type { ScriptedDesk } from './scripted-desk.ts';
import { serveSlack } from './slack-server.ts';
import { signed, signingSecret } from './slack-requests.ts';
import type { SlackRequest } from './slack-requests.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

/** The adapter with the real SDK, between a scripted desk and a stand-in for Slack. */
export interface SlackHouse {
  readonly channel: SlackChannel;
  readonly desk: ScriptedDesk;
  readonly slack: SlackStandIn;
  readonly lines: readonly LogLine[];
  readonly url: string;
  /** Sends a request as Slack does: signed, and waiting for the answer. */
  post(request: SlackRequest, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** @param slack a stand-in that is there already; closed with the rest */
export async function openSlackHouse({
  slack: given,
  ...options
}: Partial<SlackOptions> & { readonly slack?: SlackStandIn } = {}): Promise<SlackHouse> {
  const slack = given ?? (await startSlackStandIn());
  const desk = scriptedDesk();
  const lines: LogLine[] = [];
  const write =
    (level: LogLine['level']) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields, message });
    };
  const channel = createSlackChannel({
    botToken,
    signingSecret,
    keep: memoryKeep(),
    apiUrl: slack.url,
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    fetchTimeoutMs: 2000,
    now: Date.now,
    ...options,
  });
  channel.connect(desk);
  const server = await serveSlack(channel);
  const url = server.events;

  return {
    channel,
    desk,
    slack,
    lines,
    url,
    async post(request, headers = signed(request)) {
      const response = await fetch(url, { method: 'POST', headers, body: request.body });
      const body = await response.text();
      return {
        status: response.status,
        body: body.startsWith('{') ? (JSON.parse(body) as unknown) : body,
      };
    },
    async close() {
      await channel.stop();
      await server.close();
      await slack.close();
    },
  };
}
