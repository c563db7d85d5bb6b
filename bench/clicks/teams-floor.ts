import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { ActivityTypes, CallerIdConstants, CardFactory, CloudAdapter } from 'botbuilder';
import { AuthenticationConstants, BotFrameworkAuthenticationFactory } from 'botframework-connector';
import { credentialsFor } from '../../adapters/teams/login.ts';
import { serveSubject } from '../click/subject.ts';
import { openFloor, settings } from './subject.ts';
import { teamsBot } from './teams.ts';

/** A bare bot by botbuilder's own adapter, which verifies, answers and sends. */
const floor = openFloor();
const credentials = credentialsFor({
  ...teamsBot,
  appType: 'SingleTenant',
  appTenantId: teamsBot.tenant,
  loginUrl: settings.platform,
  authentication: true,
});
const adapter = new CloudAdapter(
  BotFrameworkAuthenticationFactory.create(
    '',
    true,
    AuthenticationConstants.ToChannelFromBotLoginUrl,
    AuthenticationConstants.ToChannelFromBotOAuthScope,
    AuthenticationConstants.ToBotFromChannelTokenIssuer,
    AuthenticationConstants.OAuthUrl,
    `${settings.platform}/openid`,
    `${settings.platform}/openid`,
    CallerIdConstants.PublicAzureChannel,
    credentials,
    { requiredEndorsements: [] },
  ),
);
const card = CardFactory.adaptiveCard(settings.drawn);

interface Pressed {
  readonly action: { readonly data: { readonly unstuck: string } };
}

/** What botbuilder wants of the server around it, and no more. */
const responseFor = (response: ServerResponse) => ({
  socket: response.socket,
  status: (status: number) => {
    response.statusCode = status;
  },
  header: (name: string, value: string) => response.setHeader(name, value),
  send: (body: unknown) => {
    response.setHeader('content-type', 'application/json');
    response.write(JSON.stringify(body));
  },
  end: () => response.end(),
});

const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = (await json(request)) as Record<string, unknown>;
  const { headers, method = '' } = request;
  await adapter.process({ body, headers, method }, responseFor(response), async (context) => {
    await floor.moveOn((context.activity.value as Pressed).action.data.unstuck);
    await context.sendActivity({
      type: ActivityTypes.InvokeResponse,
      value: {
        status: 200,
        body: { statusCode: 200, type: card.contentType, value: card.content as unknown },
      },
    });
    await context.updateActivity({
      type: ActivityTypes.Message,
      id: context.activity.replyToId ?? '',
      attachments: [card],
    });
  });
};

await serveSubject((request, response) => void serve(request, response), floor.close);
