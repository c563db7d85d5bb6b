import { ActivityTypes, CallerIdConstants, CloudAdapter } from 'botbuilder';
import type { Activity, InvokeResponse } from 'botbuilder';
import {
  AuthenticationConstants,
  AuthenticationError,
  BotFrameworkAuthenticationFactory,
} from 'botframework-connector';
import type {
  AuthenticateRequestResult,
  BotFrameworkAuthentication,
  ServiceClientCredentialsFactory,
} from 'botframework-connector';
import type { Payload } from './payload.ts';

/** What an invoke is answered with; a message with nothing. */
export interface Reply {
  readonly status: number;
  readonly body?: object;
}

/** Botbuilder, which says whether an activity is Microsoft's and takes it through a turn. */
export interface Bot {
  /** Resolves where the activity is Teams's. */
  verify(activity: Payload, authorization: string): Promise<Verified>;
  /** Rejects where the work does. */
  turn(
    verified: AuthenticateRequestResult,
    activity: Payload,
    work: () => Promise<Reply | null>,
  ): Promise<Reply>;
}

export type Verified =
  | { readonly verified: AuthenticateRequestResult }
  | { readonly refused: string }
  /** Microsoft's keys could not be had. */
  | { readonly unknown: unknown };

/** Opens the turn of an activity that was verified before: the error of a turn is then none of authentication. */
class Turns extends CloudAdapter {
  async take(
    verified: AuthenticateRequestResult,
    activity: Activity,
    work: () => Promise<Reply | null>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(verified, activity, async (context) => {
      const reply = await work();
      if (reply !== null) await context.sendActivity({ type: ActivityTypes.InvokeResponse, value: reply });
    });
  }
}

/**
 * @param openIdUrl a stand-in for Microsoft's document that names its keys
 * @see https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
 */
export function createBot(credentials: ServiceClientCredentialsFactory, openIdUrl: string | null): Bot {
  const authentication = authenticationWith(credentials, openIdUrl);
  const turns = new Turns(authentication);
  return {
    async verify(activity, authorization) {
      try {
        return {
          verified: await authentication.authenticateRequest(asActivity(activity), authorization),
        };
      } catch (error) {
        return isRefusal(error) ? { refused: error.message } : { unknown: error };
      }
    },
    async turn(verified, activity, work) {
      const answered = await turns.take(verified, asActivity(activity), work);
      return answered === undefined
        ? { status: 200 }
        : { status: answered.status, ...(isObject(answered.body) ? { body: answered.body } : {}) };
    },
  };
}

/** A copy, as botbuilder writes into it. What is in it was never looked at by botbuilder either. */
const asActivity = (activity: Payload): Activity => ({ ...activity }) as unknown as Activity;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Microsoft's public cloud: one setting differs for a stand-in, and then botbuilder wants all of them named. */
const authenticationWith = (
  credentials: ServiceClientCredentialsFactory,
  openIdUrl: string | null,
): BotFrameworkAuthentication =>
  BotFrameworkAuthenticationFactory.create(
    '',
    true,
    AuthenticationConstants.ToChannelFromBotLoginUrl,
    AuthenticationConstants.ToChannelFromBotOAuthScope,
    AuthenticationConstants.ToBotFromChannelTokenIssuer,
    AuthenticationConstants.OAuthUrl,
    openIdUrl ?? AuthenticationConstants.ToBotFromChannelOpenIdMetadataUrl,
    openIdUrl ?? AuthenticationConstants.ToBotFromEmulatorOpenIdMetadataUrl,
    CallerIdConstants.PublicAzureChannel,
    credentials,
    { requiredEndorsements: [] },
  );

/** What jsonwebtoken calls a token that is none, is not signed so, or not valid now. Botbuilder lets it through. */
const tokenErrors: readonly string[] = ['JsonWebTokenError', 'NotBeforeError', 'TokenExpiredError'];

/** Whether the token is to blame, rather than the way to Microsoft's keys. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Error &&
  (tokenErrors.includes(error.name) || (error instanceof AuthenticationError && error.statusCode === 401));
