import { createPublicKey, verify } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { REST, Routes } from 'discord.js';
import { serveSubject } from '../click/subject.ts';
import { discordBot } from './discord.ts';
import { openFloor, settings } from './subject.ts';

/** Bare `node:http`; `BENCH_ANSWER=defer` answers at once and edits the message through its channel. */
const defers = process.env['BENCH_ANSWER'] === 'defer';
const floor = openFloor();
const rest = new REST({ api: settings.platform }).setToken(discordBot.token);
const key = createPublicKey({
  key: Buffer.from(`302a300506032b6570032100${settings.publicKey}`, 'hex'),
  format: 'der',
  type: 'spki',
});
const updated = JSON.stringify({ type: 7, data: settings.drawn });
const deferred = JSON.stringify({ type: 6 });

interface Pressed {
  readonly channel_id: string;
  readonly message: { readonly id: string };
  readonly data: { readonly custom_id: string };
}

await serveSubject((request, response) => {
  void (async () => {
    const body = await text(request);
    const { 'x-signature-timestamp': timestamp, 'x-signature-ed25519': signature } = request.headers;
    if (!verify(null, Buffer.from(String(timestamp) + body), key, Buffer.from(String(signature), 'hex'))) {
      response.writeHead(401).end();
      return;
    }
    const { channel_id, message, data } = JSON.parse(body) as Pressed;
    await floor.moveOn(data.custom_id);
    response.writeHead(200, { 'content-type': 'application/json' }).end(defers ? deferred : updated);
    if (defers) await rest.patch(Routes.channelMessage(channel_id, message.id), { body: settings.drawn });
  })();
}, floor.close);
