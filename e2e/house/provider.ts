import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import type * as Oidc from 'oidc-provider';

/** The one whom this provider knows. */
export const PERSON = {
  name: '钱样例',
  masked: '钱*例',
  document_type: 'ID_CN',
  document_number: '110102189304120016',
  phone_number: '13800136001',
};

export const CLIENT = { id: 'yimen-of-tests', secret: 'known-to-this-test-only-0123456789' };

/** A certified OpenID provider with its own sign-in and consent pages, on a port of its own. */
export class Provider {
  private constructor(
    readonly issuer: string,
    private readonly server: Server,
  ) {}

  /** A provider that knows the house at `house` as its client. */
  static async open(house: string): Promise<Provider> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { default: Made } = (await import('oidc-provider')) as { default: typeof Oidc.Provider };
    const provider = new Made(issuer, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [`${house}/sign-in/back`],
          post_logout_redirect_uris: [`${house}/signed-out`],
          backchannel_logout_uri: `${house}/api/identity/logout`,
          backchannel_logout_session_required: true,
        },
      ],
      pkce: { required: () => true },
      claims: { openid: ['sub'], profile: ['name', 'document_type', 'document_number'], phone: ['phone_number'] },
      features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
      findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...PERSON }) }),
      cookies: { keys: ['of this test only'] },
      // Its own would not speak to an address of this machine, where the house of a test stands.
      fetch: (url, asked) => fetch(url, { method: asked?.method ?? 'GET', headers: asked?.headers ?? {}, body: asked?.body ?? null }),
    });
    server.on('request', provider.callback());
    return new Provider(issuer, server);
  }

  /** What a house is told of it. */
  settings(): Record<string, string> {
    return {
      YIMEN_IDENTITY_ISSUER: this.issuer,
      YIMEN_IDENTITY_CLIENT_ID: CLIENT.id,
      YIMEN_IDENTITY_CLIENT_SECRET: CLIENT.secret,
    };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
