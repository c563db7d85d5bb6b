import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { ConfidentialClientApplication } from '@azure/msal-node';
import {
  AppCredentials,
  AuthenticationConstants,
  JwtTokenProviderFactory,
  ManagedIdentityServiceClientCredentialsFactory,
  MsalServiceClientCredentialsFactory,
  PasswordServiceClientCredentialFactory,
} from 'botframework-connector';
import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import { request } from 'undici';

/** Who the bot is in Entra ID. */
export interface Identity {
  /** `null` where authentication is off. */
  readonly appId: string | null;
  readonly appPassword: string | null;
  readonly appType: 'SingleTenant' | 'MultiTenant' | 'UserAssignedMSI';
  readonly appTenantId: string | null;
  /** A stand-in for login.microsoftonline.com, without a tenant. */
  readonly loginUrl: string | null;
  readonly authentication: boolean;
}

const login = 'https://login.microsoftonline.com';
const timeoutMs = 5000;

/** How botbuilder comes by its tokens: with a secret, as a managed identity of Azure, or not at all. */
export function credentialsFor(identity: Identity): ServiceClientCredentialsFactory {
  const { appId, appPassword, appType, appTenantId, authentication } = identity;
  // Without an app id botbuilder verifies nothing: never by omission, only where it was asked for.
  if (!authentication) return new PasswordServiceClientCredentialFactory('', '', '');
  if (appId === null) throw new Error('Teams needs MicrosoftAppId');
  if (appType === 'UserAssignedMSI') {
    return new ManagedIdentityServiceClientCredentialsFactory(appId, new JwtTokenProviderFactory());
  }
  if (appPassword === null) throw new Error('Teams needs MicrosoftAppPassword');
  const tenant = appType === 'SingleTenant' ? appTenantId : AuthenticationConstants.DefaultChannelAuthTenant;
  const client = new ConfidentialClientApplication({
    auth: { clientId: appId, clientSecret: appPassword, authority: `${login}/${tenant}` },
    system: { networkClient: networkTo(identity.loginUrl) },
  });
  // The same class: botframework-connector's types name it as the other module system knows it.
  const known = client as unknown as ConstructorParameters<typeof MsalServiceClientCredentialsFactory>[1];
  return new MsalServiceClientCredentialsFactory(appId, known);
}

/** Gives the token that the connector wants to see; `null` where authentication is off. */
export interface Tokens {
  get(): Promise<string | null>;
  /** The connector did not take it: the next one is asked for anew. */
  refused(): void;
}

export function createTokens(identity: Identity, factory: ServiceClientCredentialsFactory): Tokens {
  let asking: Promise<string | null> | null = null;
  let anew = false;

  const ask = async (): Promise<string | null> => {
    const credentials = await factory.createCredentials(
      identity.appId ?? '',
      AuthenticationConstants.ToChannelFromBotOAuthScope,
      AuthenticationConstants.ToChannelFromBotLoginUrl,
      true,
    );
    if (!(credentials instanceof AppCredentials)) throw new Error('Credentials that give no token');
    const forced = anew;
    anew = false;
    return credentials.getToken(forced);
  };

  return {
    async get() {
      if (!identity.authentication) return null;
      // One request for many messages.
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
    refused() {
      anew = true;
    },
  };
}

/** MSAL's way to the network: with a time limit, and to a stand-in where there is one. */
const networkTo = (loginUrl: string | null): INetworkModule => {
  const send = async <Body>(
    method: 'GET' | 'POST',
    url: string,
    options?: NetworkRequestOptions,
  ): Promise<NetworkResponse<Body>> => {
    const target = loginUrl === null ? url : url.replace(login, loginUrl);
    const { statusCode, headers, body } = await request(target, {
      method,
      headers: options?.headers ?? {},
      body: options?.body ?? null,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    return {
      status: statusCode,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      // MSAL names the shape of what it asked for, and checks it itself.
      body: (await body.json()) as Body,
    };
  };
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
};
